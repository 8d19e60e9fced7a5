import { type FormatName, renderComparison } from '../../reports/index.js';
import { compare as compareRuns, exitCodeOf } from '../analysis/comparison/comparison.js';
import type { ExitCode } from '../model/exit.js';
import { readRun } from '../run/record/store.js';
import { print, textOptions } from './terminal/output.js';

/** Compares two recorded runs of the same question; the exit code is the answer for a script. */
export function compare(base: string, head: string, format: FormatName, failOnInconclusive: boolean): ExitCode {
  const comparison = compareRuns({ path: base, run: readRun(base) }, { path: head, run: readRun(head) });
  print(renderComparison(comparison, format, textOptions()));
  return exitCodeOf(comparison, { failOnInconclusive });
}
