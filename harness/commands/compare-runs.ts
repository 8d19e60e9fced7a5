import { renderComparison } from '../../reports/index.js';
import { compare, exitCodeOf } from '../analysis/comparison/comparison.js';
import type { ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { readRun } from '../run/record/read.js';
import type { CompareValues } from './compare-flags.js';
import { formatOf } from './report-flags.js';
import { print, textOptions } from './terminal/output.js';

/** `base` and `head` are folders of runs. */
export function compareRuns(base: string, head: string, values: CompareValues): ExitCode {
  const comparison = compare({ path: base, run: readRun(base) }, { path: head, run: readRun(head) });
  print(renderComparison(comparison, formatOf(values), textOptions()));
  return exitCodeOf(comparison, { failOnInconclusive: values.failOnInconclusive === true });
}

/** Two folders, or one workload and the refs that it is measured of. */
export async function compareGiven(places: readonly string[], values: CompareValues): Promise<ExitCode> {
  const [first, second] = places;
  if (values.base === undefined && values.head === undefined) {
    if (second === undefined) {
      throw mistake(
        'there is one run, and nothing to compare it with',
        'name two folders, or a workload and --base REF',
      );
    }
    return compareRuns(first!, second, values);
  }
  if (second !== undefined)
    throw mistake('refs are compared by one workload', 'name one file, or two folders without refs');
  return (await import('./compare-refs.js')).compareRefs(first!, values);
}
