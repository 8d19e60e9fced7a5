import { EXIT } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { REPORT_FLAGS } from './report-flags.js';
import { asWritten, many, once, toggle, type ValuesOf, type Verb } from './verb.js';

const FLAGS = {
  ...REPORT_FLAGS,
  factor: once('<n>', 'how much higher the rate is than the one that was measured (default: 1.6)', readFactor),
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', asWritten),
  quiet: toggle('no progress'),
};

export type VerifyValues = ValuesOf<typeof FLAGS>;

/** Writes down what a run says of another one, makes that, and tells whether it was so. */
export const verifyVerb: Verb<typeof FLAGS> = {
  name: 'verify',
  says: "predict a run at another rate from one that was made, then make it: is one's own arithmetic right?",
  places: [{ name: 'run', says: 'a run folder, for example runs/peak/latest' }],
  flags: FLAGS,
  examples: [
    { line: 'verify runs/peak/latest', does: 'CPU and connections at 1.6 times the rate, predicted, then measured' },
    { line: 'verify runs/peak/latest --factor 1.2 --json', does: 'the same nearer by, for a script' },
  ],
  exits: [EXIT.pass, EXIT.gateFailed, EXIT.usage, EXIT.invalid, EXIT.targetOrInternal],
  run: async ([place], values) => (await import('./verify-run.js')).verifyRun(place!, values),
};

function readFactor(text: string): number {
  const factor = Number(text);
  if (!(factor > 0 && factor <= 10))
    throw mistake(`--factor is ${text}, which is not a number above 0 up to 10`, 'write such as --factor 1.6');
  return factor;
}
