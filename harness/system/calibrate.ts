import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Calibration } from '../model/workload/calibration.js';
import { childEnvironment } from './child-environment.js';

const PROGRAM = new URL('../../workers/calibrate.js', import.meta.url);

/** A round is a second of each kind, after a second of warm-up. */
export const CALIBRATION_ROUNDS = 10;

/** What a connection and a request cost on this machine; rejects with what the program said where it could not measure. */
export function calibrateHere(rounds: number = CALIBRATION_ROUNDS, program: URL = PROGRAM): Promise<Calibration> {
  return new Promise((resolve, reject) => {
    const args = [fileURLToPath(program), `--rounds=${rounds}`];
    // That of what it is held against: flags of a shell would cost a connection more or less.
    const options = { env: childEnvironment(), timeout: 60_000 + rounds * 10_000 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Calibration);
      else reject(new Error(`the calibration failed: ${stderr.trim() || error.message}`));
    });
  });
}
