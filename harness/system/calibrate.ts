import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Calibration } from '../model/workload/calibration.js';

const PROGRAM = new URL('../../workers/calibrate.js', import.meta.url);

/** A round is a second of each kind, after a second of warm-up. */
export const CALIBRATION_ROUNDS = 10;

/** What a connection and a request cost on this machine; rejects with what the program said where it could not measure. */
export function calibrateHere(rounds: number = CALIBRATION_ROUNDS): Promise<Calibration> {
  return new Promise((resolve, reject) => {
    const args = [fileURLToPath(PROGRAM), `--rounds=${rounds}`];
    execFile(process.execPath, args, { timeout: 60_000 + rounds * 10_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Calibration);
      else reject(new Error(`the calibration failed: ${stderr.trim() || error.message}`));
    });
  });
}
