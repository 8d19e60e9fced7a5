import { renderComparison } from '../../reports/index.js';
import { compare, exitCodeOf } from '../analysis/comparison/comparison.js';
import type { ExitCode } from '../model/exit.js';
import { readRun } from '../run/record/read.js';
import { type CompareValues, formatOf } from './report-flags.js';
import { print, textOptions } from './terminal/output.js';

/** `base` and `head` are folders of runs. */
export function compareRuns(base: string, head: string, values: CompareValues): ExitCode {
  const comparison = compare({ path: base, run: readRun(base) }, { path: head, run: readRun(head) });
  print(renderComparison(comparison, formatOf(values), textOptions()));
  return exitCodeOf(comparison, { failOnInconclusive: values.failOnInconclusive === true });
}
