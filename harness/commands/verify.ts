import { EXIT } from '../model/exit.js';
import type { Verb } from './verb.js';
import { VERIFY_FLAGS } from './verify-flags.js';

/** Writes down what a run says of another one, makes that, and tells whether it was so. */
export const verifyVerb: Verb<typeof VERIFY_FLAGS> = {
  name: 'verify',
  says: "predict a run at another rate from one that was made, then make it: is one's own arithmetic right?",
  places: [{ name: 'run', says: 'a run folder, for example runs/peak/latest' }],
  flags: VERIFY_FLAGS,
  examples: [
    { line: 'verify runs/peak/latest', does: 'CPU and connections at 1.6 times the rate, predicted, then measured' },
    { line: 'verify runs/peak/latest --factor 1.2 --json', does: 'the same nearer by, for a script' },
  ],
  exits: [EXIT.pass, EXIT.gateFailed, EXIT.usage, EXIT.invalid, EXIT.targetOrInternal, EXIT.interrupted],
  run: async ([place], values) => (await import('./verify-run.js')).verifyRun(place!, values),
};
