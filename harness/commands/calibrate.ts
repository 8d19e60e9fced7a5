import { EXIT } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { CALIBRATION_ROUNDS, calibrateHere } from '../system/calibrate.js';
import { print, say, tell } from './terminal/output.js';
import { once, toggle, type Verb } from './verb.js';

const FLAGS = {
  rounds: once('<n>', 'how often both are measured, 2 to 10, about two seconds each (default: 10)', readRounds),
  json: toggle('what was measured as JSON, and nothing else on standard output'),
};

/** Measures what a connection costs where it runs: once in a container of the fleet, and `load` does it here. */
export const calibrateVerb: Verb<typeof FLAGS> = {
  name: 'calibrate',
  says: 'measure what a connection and a request cost on this machine, for fleet.calibration',
  places: [],
  flags: FLAGS,
  examples: [
    {
      line: 'calibrate --json > fleet.json',
      does: 'in a container of the fleet; then fleet: { calibration: fleet.json }',
    },
    { line: 'calibrate --rounds 3', does: 'a first look, less sure' },
  ],
  exits: [EXIT.pass, EXIT.usage, EXIT.targetOrInternal],
  async run(_, { rounds, json }) {
    if (!json) say('measuring for about twenty seconds, with CPU time of one client process');
    const calibration = await calibrateHere(rounds ?? CALIBRATION_ROUNDS);
    const { calibrationText, jsonText } = await import('../../reports/index.js');
    if (json) print(`${jsonText(calibration)}\n`);
    else tell(calibrationText(calibration));
    return EXIT.pass;
  },
};

function readRounds(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 2 || rounds > CALIBRATION_ROUNDS)
    throw mistake(
      `--rounds is ${text}, which is not a whole number from 2 to ${CALIBRATION_ROUNDS}`,
      'write such as --rounds 5',
    );
  return rounds;
}
