import type { Plan } from '../model/run/plan.js';
import type { Run } from '../model/run/run.js';
import type { FeedRow, RequestTemplate } from '../model/workload/workload.js';
import { planDurationMs } from '../plan/duration.js';
import { execute } from '../run/execute.js';
import { assembleRun, type Begin, type Entry } from '../run/record/entries.js';
import { openJournal } from '../run/record/journal.js';
import { writeRecord } from '../run/record/store.js';
import { readEnvironment } from '../system/environment.js';
import { writeError } from './terminal/output.js';
import { createProgress } from './terminal/progress.js';

export interface RunPlanOptions {
  readonly plan: Plan;
  readonly requests: readonly RequestTemplate[];
  readonly feed: readonly FeedRow[] | null;
  /** An existing folder, for the journal and the record. */
  readonly folder: string;
  readonly startedAt: Date;
  readonly quiet: boolean;
}

/** Runs the plan, writes every slot to the journal as it ends, and the record at the end, however the run ended. */
export async function runPlan({ plan, requests, feed, folder, startedAt, quiet }: RunPlanOptions): Promise<Run> {
  const environment = readEnvironment();
  const begin: Begin = { kind: 'begin', schemaVersion: 2, startedAt: startedAt.toISOString(), plan, environment };
  // From the first file on there is something to save.
  const interrupt = listenForInterrupt();
  const journal = openJournal(folder);
  const arms = plan.arms.map(({ name }) => name);
  const progress = createProgress({ totalMs: planDurationMs(plan), arms, quiet, write: writeError });
  const entries: Entry[] = [];
  const keep = (entry: Entry) => {
    journal.append(entry);
    entries.push(entry);
    progress.kept(entry);
  };
  journal.append(begin);

  const ports = environment.portRange === null ? null : environment.portRange[1] - environment.portRange[0] + 1;
  const options = { plan, requests, feed, ports, keep, announce: progress.step, stop: interrupt.signal };
  try {
    keep({ kind: 'end', outcome: await execute(options) });
  } finally {
    progress.end();
    interrupt.forget();
    journal.close();
    writeRecord(folder, assembleRun(begin, entries));
  }
  return assembleRun(begin, entries);
}

function listenForInterrupt(): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    forget() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
