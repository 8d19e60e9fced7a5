import { renderComparison } from '../../reports/index.js';
import { compare, exitCodeOf } from '../analysis/comparison/comparison.js';
import { EXIT } from '../model/exit.js';
import { readRun } from '../run/record/read.js';
import { formatOf, REPORT_FLAGS } from './report-flags.js';
import { print, textOptions } from './terminal/output.js';
import { toggle, type Verb } from './verb.js';

const FLAGS = {
  ...REPORT_FLAGS,
  failOnInconclusive: toggle('exit 3 when a gate can be neither passed nor failed'),
};

/** Compares two recorded runs of the same question; the exit code is the answer for a script. */
export const compareVerb: Verb<typeof FLAGS> = {
  name: 'compare',
  says: 'compare two runs of the same workload, for a pull request',
  places: [
    { name: 'base', says: 'the run folder to compare with' },
    { name: 'head', says: 'the run folder of the change' },
  ],
  flags: FLAGS,
  examples: [
    { line: 'compare runs/peak/base runs/peak/head', does: 'what a change did to connections, times and containers' },
    { line: 'compare base head --format markdown > comment.md', does: 'the same as a comment on a pull request' },
  ],
  exits: [EXIT.pass, EXIT.gateFailed, EXIT.usage, EXIT.inconclusive, EXIT.invalid, EXIT.targetOrInternal],
  run([base, head], values) {
    const comparison = compare({ path: base!, run: readRun(base!) }, { path: head!, run: readRun(head!) });
    print(renderComparison(comparison, formatOf(values), textOptions()));
    return exitCodeOf(comparison, { failOnInconclusive: values.failOnInconclusive === true });
  },
};
