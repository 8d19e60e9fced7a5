import type { Plan } from '../model/run/plan.js';
import type { Run } from '../model/run/run.js';
import type { FeedRows, RequestTemplate } from '../model/workload/workload.js';
import { planDurationMs } from '../plan/duration.js';
import { execute } from '../run/execute.js';
import { openInvocation } from '../run/invocation.js';
import { assembleRun, type Begin, type Entry } from '../run/record/entries.js';
import { openJournal } from '../run/record/journal.js';
import { writeRecord } from '../run/record/store.js';
import { readEnvironment } from '../system/environment.js';
import { stackOf } from '../system/stack.js';
import { listenForSignals } from './interruption.js';
import { say, writeError } from './terminal/output.js';
import { createProgress } from './terminal/progress.js';

export interface RunPlanOptions {
  readonly plan: Plan;
  readonly requests: readonly RequestTemplate[];
  readonly feed: FeedRows | null;
  /** A folder that is ours, for the journal and the record. */
  readonly folder: string;
  readonly startedAt: Date;
  readonly quiet: boolean;
}

export interface Ended {
  readonly run: Run;
  /** Whether its record is on disk. */
  readonly saved: boolean;
}

/**
 * Runs the plan, writes every slot to the journal as it ends, and the record at the end, however the run ended. Only a bug
 * is thrown, and it is the first error: what goes wrong after it is told.
 */
export async function runPlan({ plan, requests, feed, folder, startedAt, quiet }: RunPlanOptions): Promise<Ended> {
  const environment = readEnvironment();
  const begin: Begin = { kind: 'begin', schemaVersion: 2, startedAt: startedAt.toISOString(), plan, environment };
  const book = openBook(folder, begin);
  const arms = plan.arms.map(({ name }) => name);
  const progress = createProgress({ totalMs: planDurationMs(plan), arms, quiet, write: writeError });
  const ports = environment.portRange === null ? null : environment.portRange[1] - environment.portRange[0] + 1;
  const provisions = { plan, requests, feed, ports };
  const open = (invocation: number, stop: AbortSignal) => openInvocation(provisions, invocation, stop);
  const keep = (entry: Entry) => {
    book.keep(entry);
    progress.kept(entry);
  };
  const options = { plan, open, keep, announce: progress.step, ...listenForSignals() };
  const fail = (error: unknown) => {
    progress.end();
    book.keep({ kind: 'end', outcome: { kind: 'failed', error: stackOf(error) } });
    if (book.save()) say(`what was measured is in ${folder}`);
  };
  // What nobody awaits ends the process, and this is the last chance to save.
  process.prependListener('uncaughtException', fail);
  try {
    book.keep({ kind: 'end', outcome: await execute(options) });
  } catch (error) {
    fail(error);
    throw error;
  } finally {
    process.off('uncaughtException', fail);
  }
  progress.end();
  return { saved: book.save(), run: book.run() };
}

/** What has happened, in memory and on disk. */
interface Book {
  keep(entry: Entry): void;
  run(): Run;
  /** Writes the record; false, with the reason on standard error, where the disk takes it not. */
  save(): boolean;
}

function openBook(folder: string, begin: Begin): Book {
  const entries: Entry[] = [];
  const journal = openJournal(folder, ({ message }) =>
    say(
      `the journal in ${folder} cannot be written: ${message}; the run goes on, and is saved at its end if it can be`,
    ),
  );
  journal.append(begin);
  const run = () => assembleRun(begin, entries);
  return {
    run,
    keep(entry) {
      journal.append(entry);
      entries.push(entry);
    },
    save() {
      journal.close();
      try {
        writeRecord(folder, run());
        return true;
      } catch (error) {
        say(`the record of the run cannot be written: ${(error as Error).message}`);
        return false;
      }
    },
  };
}
