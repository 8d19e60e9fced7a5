import { EXIT } from '../model/exit.js';
import { COMPARE_FLAGS } from './compare-flags.js';
import type { Verb } from './verb.js';

/** Compares two recorded runs, or measures two git refs at once; the exit code is the answer for a script. */
export const compareVerb: Verb<typeof COMPARE_FLAGS> = {
  name: 'compare',
  says: 'compare two runs of the same workload, or two git refs, for a pull request',
  places: [
    { name: 'base', says: 'the run folder to compare with; of refs, the workload that they are measured with' },
    { name: 'head', says: 'the run folder of the change', mayBeMissing: true },
  ],
  flags: COMPARE_FLAGS,
  examples: [
    { line: 'compare runs/peak/base runs/peak/head', does: 'what a change did to connections, times and containers' },
    {
      line: 'compare --base origin/main --head HEAD workloads/service.yaml',
      does: 'measure both commits in the same blocks, so that times are judged too',
    },
    { line: 'compare runs/peak --baseline latest', does: 'the newest run of a folder with the one before it' },
    { line: 'compare base head --format markdown > comment.md', does: 'the same as a comment on a pull request' },
  ],
  exits: [
    EXIT.pass,
    EXIT.gateFailed,
    EXIT.usage,
    EXIT.inconclusive,
    EXIT.invalid,
    EXIT.targetOrInternal,
    EXIT.interrupted,
  ],
  run: async (places, values) => (await import('./compare-runs.js')).compareGiven(places, values),
};
