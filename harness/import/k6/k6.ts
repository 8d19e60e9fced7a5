import { realpathSync, statSync } from 'node:fs';
import { usingFile } from '../../model/file-mistake.js';
import { mistake } from '../../model/mistake.js';
import type { Plan } from '../../model/run/plan.js';
import { planId } from '../../plan/plan-id.js';
import type { Importer, ImportOptions } from '../importer.js';
import { runOf } from './imported-run.js';
import { requestNames } from './request-names.js';
import { readResults } from './results.js';
import { createSlots } from './slots.js';
import type { Summary } from './summary.js';

/** Points as JSON or CSV, plain or gzip, and summaries, of any number of pods. */
export const k6Importer: Importer = {
  says: 'points (--out json or csv, plain or .gz) and summaries of k6',
  async read(files, options) {
    requireDistinct(files);
    const { plan } = options;
    const names = requestNames(plan === null ? null : plan.workload.requests.map(({ name }) => name));
    const slots = createSlots(names);
    const summaries: Summary[] = [];
    await readResults(files, { slots, summaries, ...progressOf(files, options) });
    const ids = [slots.plan(), ...summaries.map((one) => one.plan)].filter((id) => id !== null);
    requirePlan(plan, ids);
    return runOf({ files: files.length, slots, summaries, names, plan, holdline: options.holdline });
  },
};

/** A file that is counted twice would be two pods. */
function requireDistinct(files: readonly string[]): void {
  if (files.length === 0) throw mistake('no file is named', 'name what k6 wrote, such as results/*.json.gz');
  const places = files.map((file) => usingFile(file, 'read', () => realpathSync(file)));
  const twice = files.find((_, index) => places.indexOf(places[index]!) < index);
  if (twice !== undefined) throw mistake(`${twice} is named twice`, 'name each file once');
}

function requirePlan(plan: Plan | null, ids: readonly string[]): void {
  const own = plan === null ? undefined : planId(plan);
  const other = ids.find((id) => (own ?? ids[0]) !== id);
  if (other === undefined) return;
  if (own === undefined)
    throw mistake(`the files are of the plans ${ids[0]} and ${other}`, 'import each plan by itself');
  throw mistake(
    `the results are of the plan ${other}, and ${plan!.workload.name} is the plan ${own}`,
    'name the workload that was exported, with the same --slot and the like, or export it again',
  );
}

/** Counts the bytes of all files, and tells them at most so often. */
function progressOf(files: readonly string[], { onProgress }: ImportOptions) {
  const totalBytes = files.reduce((sum, file) => sum + usingFile(file, 'read', () => statSync(file).size), 0);
  let bytes = 0;
  return {
    onBytes(more: number, lines: number) {
      bytes += more;
      onProgress({ bytes, totalBytes, lines });
    },
  };
}
