import { realpathSync } from 'node:fs';
import path from 'node:path';
import { renderComparison } from '../../reports/index.js';
import { compare, exitCodeOf } from '../analysis/comparison/comparison.js';
import type { ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { findRecord } from '../run/record/find.js';
import { readRun } from '../run/record/read.js';
import { isRunFolder, runsIn } from '../run/record/runs.js';
import { refuseFlags } from './agreement.js';
import { type CompareValues, REF_KEYS } from './compare-flags.js';
import { formatOf } from './report-flags.js';
import { print, textOptions } from './terminal/output.js';

/** `base` and `head` are folders of runs. */
export function compareRuns(base: string, head: string, values: CompareValues): ExitCode {
  const same = realpathSync(findRecord(base).file) === realpathSync(findRecord(head).file);
  if (same) throw mistake(`${base} and ${head} are the same run, which cannot differ from itself`, 'name two runs');
  const comparison = compare({ path: base, run: readRun(base) }, { path: head, run: readRun(head) });
  print(renderComparison(comparison, formatOf(values), textOptions()));
  return exitCodeOf(comparison, { failOnInconclusive: values.failOnInconclusive === true });
}

/** Two folders, or one workload and the refs that it is measured of. */
export async function compareGiven(places: readonly string[], values: CompareValues): Promise<ExitCode> {
  const [first, second] = places;
  if (values.base === undefined && values.head === undefined)
    refuseFlags(values, REF_KEYS, 'for runs that are saved', 'leave it out, or measure two refs: --base REF WORKLOAD');
  if (values.baseline !== undefined) {
    if (second !== undefined || values.base !== undefined || values.head !== undefined) {
      throw mistake('a baseline is all that one run is compared with', 'name one run, or one folder of runs');
    }
    const { base, head } = baselineOf(first!, values.baseline);
    return compareRuns(base, head, values);
  }
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

const LATEST = 'latest';

/** The run that was named, or the newest of a folder, and what it is compared with. */
function baselineOf(place: string, baseline: string): { readonly base: string; readonly head: string } {
  const isRun = isRunFolder(place);
  const folder = isRun ? path.dirname(realpathSync(place)) : place;
  const runs = runsIn(folder, ({ outcome, plan }) => ({ outcome: outcome.kind, workload: plan.workload.name }));
  const head = isRun ? runs.find((one) => realpathSync(one.place) === realpathSync(place)) : runs.at(-1);
  if (head === undefined) throw mistake(`${place} is none of the newest runs in ${folder}`, 'name both runs');
  if (baseline !== LATEST) {
    const named = runs.find(({ name }) => name === baseline);
    return { base: named?.place ?? baseline, head: head.place };
  }
  // A run that came to nothing is no baseline.
  const before = runs.filter(({ startedAt, kept }) => startedAt < head.startedAt && kept.outcome === 'complete');
  const alike = before.filter(({ kept }) => kept.workload === head.kept.workload);
  const base = alike.at(-1);
  if (base === undefined)
    throw mistake(`${folder} holds no earlier run than ${head.name}`, 'measure another one first');
  return { base: base.place, head: head.place };
}
