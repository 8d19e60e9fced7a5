import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type FormatName, renderComparison, renderFindings } from '../../reports/index.js';
import { compare as compareNamed } from '../analysis/comparison/comparison.js';
import { analyse } from '../analysis/run/findings.js';
import type { Comparison } from '../model/findings/comparison.js';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { readRun } from '../run/record/read.js';
import type { Overrides } from '../workload/overrides.js';
import { provide } from './prepare.js';
import { readPlan } from './read-plan.js';
import { runFolder } from './run-folder.js';
import { runPlan } from './run-plan.js';

/** What holdline does, as functions: the command line is made of the same. Mistakes of a caller reject with a `UserMistake`. */

export type { Comparison } from '../model/findings/comparison.js';
export type { Findings } from '../model/findings/findings.js';
export { UserMistake } from '../model/mistake.js';
export type { Run } from '../model/run/run.js';
export { analyse, readRun };

export interface LoadOptions {
  /** Where the record is written; `runs/<workload>/<time>` if left out. */
  readonly out?: string;
  /** Hosts beyond this machine that may be sent load. */
  readonly allowHosts?: readonly string[];
  /** Values in place of the file's. */
  readonly overrides?: Overrides;
  /** In place of the file's design one for a first answer, as `--quick`; `overrides` go before it. */
  readonly quick?: boolean;
}

export interface Loaded {
  readonly run: Run;
  readonly findings: Findings;
  /** Where the record is. */
  readonly folder: string;
}

/** Replays a workload file, records the run and analyses it. */
export async function load(file: string, options: LoadOptions = {}): Promise<Loaded> {
  const { out, allowHosts = [], overrides = {}, quick } = options;
  const plan = await readPlan(file, overrides, { quick });
  const provisions = await provide(plan, file, allowHosts);
  const startedAt = new Date();
  const folder = runFolder(out, plan.workload.name, startedAt);
  const { run } = await runPlan({ plan, ...provisions, folder, startedAt, quiet: true });
  return { run, findings: analyse(run), folder };
}

/** What changed from one recorded run to another; each is a folder of a run, or the run itself. */
export function compare(base: string | Run, head: string | Run): Comparison {
  const named = (run: string | Run, path: string) =>
    typeof run === 'string' ? { path: run, run: readRun(run) } : { path, run };
  return compareNamed(named(base, 'base'), named(head, 'head'));
}

/** A report as text: of a run's findings, or of a comparison. */
export function render(source: Findings | Comparison, format: FormatName = 'markdown'): string {
  return 'kind' in source ? renderComparison(source, format) : renderFindings(source, format);
}

/** The JSON Schema of workload files. */
export function workloadSchema(): unknown {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../workloads/workload.schema.json'), 'utf8'));
}
