import { EXIT } from '../model/exit.js';
import { COMPARE_FLAGS } from './report-flags.js';
import type { Verb } from './verb.js';

/** Compares two recorded runs of the same question; the exit code is the answer for a script. */
export const compareVerb: Verb<typeof COMPARE_FLAGS> = {
  name: 'compare',
  says: 'compare two runs of the same workload, for a pull request',
  places: [
    { name: 'base', says: 'the run folder to compare with' },
    { name: 'head', says: 'the run folder of the change' },
  ],
  flags: COMPARE_FLAGS,
  examples: [
    { line: 'compare runs/peak/base runs/peak/head', does: 'what a change did to connections, times and containers' },
    { line: 'compare base head --format markdown > comment.md', does: 'the same as a comment on a pull request' },
  ],
  exits: [EXIT.pass, EXIT.gateFailed, EXIT.usage, EXIT.inconclusive, EXIT.invalid, EXIT.targetOrInternal],
  run: async ([base, head], values) => (await import('./compare-runs.js')).compareRuns(base!, head!, values),
};
