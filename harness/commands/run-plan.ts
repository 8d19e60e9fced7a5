import type { Plan } from '../model/run/plan.js';
import type { Environment, Run } from '../model/run/run.js';
import type { ShardRun } from '../model/run/shard.js';
import { targetFacts } from '../model/workload/target-facts.js';
import type { FeedRows, RequestTemplate } from '../model/workload/workload.js';
import { planDurationMs } from '../plan/duration.js';
import { type ExecuteOptions, execute } from '../run/execute.js';
import { openInvocation } from '../run/invocation.js';
import { inStep } from '../run/pace.js';
import type { Begin, Entry } from '../run/record/entries.js';
import { calibrateHere } from '../system/calibrate.js';
import { readEnvironment } from '../system/environment.js';
import { stackOf } from '../system/stack.js';
import { foldersOf, type PackagePlace, recordOf } from '../workload/checks/package-places.js';
import type { Mask } from '../workload/source/secrets.js';
import { type Book, openBook } from './book.js';
import { listenForSignals } from './interruption.js';
import { say, writeError } from './terminal/output.js';
import { createProgress } from './terminal/progress.js';

export interface RunPlanOptions {
  readonly plan: Plan;
  readonly requests: readonly RequestTemplate[];
  readonly feed: FeedRows | null;
  /** Of the target's host, as they were checked; null where it has none, or any are allowed. */
  readonly addresses?: readonly string[] | null;
  /** Where the clients' packages were found. */
  readonly packages: readonly PackagePlace[];
  /** A folder that is ours, for the journal and the record. */
  readonly folder: string;
  readonly startedAt: Date;
  /** Hides the secrets from what is kept and told. */
  readonly mask: Mask;
  readonly quiet: boolean;
  /** The share of the plan that is replayed here; null, or left out, is all of it. */
  readonly shard?: ShardRun | null;
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
export async function runPlan(options: RunPlanOptions): Promise<Ended> {
  const { plan, folder, startedAt, mask, quiet, packages, shard } = options;
  const environment = await environmentFor(plan, packages, quiet);
  const opening = { kind: 'begin', schemaVersion: 2, startedAt: startedAt.toISOString(), plan, environment } as const;
  const begin: Begin = { ...opening, ...(shard && { shard }) };
  const book = openBook(folder, begin, mask);
  const own = { ports: portsOf(environment), warn: say, packageFolders: foldersOf(packages) };
  const open = (invocation: number, stop: AbortSignal) => openInvocation({ ...options, ...own }, invocation, stop);
  return { saved: await conduct({ plan, folder, mask, quiet, book, open, shard }), run: book.run() };
}

/** The machine as it is when a run begins, with the packages that replay it. */
export async function environmentFor(
  plan: Plan,
  packages: readonly PackagePlace[],
  quiet: boolean,
): Promise<Environment> {
  return { ...readEnvironment(), ...recordOf(packages), ...(await calibrationFor(plan, quiet)) };
}

/** The size of the ephemeral port range, or null. */
export function portsOf({ portRange }: Environment): number | null {
  return portRange === null ? null : portRange[1] - portRange[0] + 1;
}

export interface Conducted {
  readonly plan: Plan;
  /** Where the records are, as the user is told. */
  readonly folder: string;
  readonly mask: Mask;
  readonly quiet: boolean;
  readonly book: Pick<Book, 'keep' | 'save'>;
  readonly open: ExecuteOptions['open'];
  readonly shard?: ShardRun | null | undefined;
}

/** Executes a plan, keeps what happens, and tells how it goes on; gives whether the record could be written. */
export async function conduct({ plan, folder, mask, quiet, book, open, shard }: Conducted): Promise<boolean> {
  const arms = plan.arms.map(({ name }) => name);
  const blocks = plan.invocations.flatMap((one) => one.blocks).length;
  // Of several variants each policy is measured as often.
  const totalMs = (planDurationMs(plan) * arms.length) / plan.workload.policies.length;
  const progress = createProgress({ totalMs, arms, blocks, quiet, write: writeError });
  const keep = (entry: Entry) => progress.kept(book.keep(entry));
  const fail = (error: unknown) => {
    progress.end();
    hideIn(error, mask);
    book.keep({ kind: 'end', outcome: { kind: 'failed', error: stackOf(error) } });
    if (book.save()) say(`what was measured is in ${folder}`);
  };
  // What nobody awaits ends the process, and this is the last chance to save.
  process.prependListener('uncaughtException', fail);
  try {
    const outcome = await execute({
      plan,
      open,
      keep,
      announce: progress.step,
      ...paceOf(plan, shard),
      ...listenForSignals(),
    });
    book.keep({ kind: 'end', outcome });
  } catch (error) {
    fail(error);
    throw error;
  } finally {
    process.off('uncaughtException', fail);
  }
  progress.end();
  return book.save();
}

/** A shard keeps to its times; on a virtual clock there are none. */
function paceOf(plan: Plan, shard: ShardRun | null | undefined) {
  if (!shard?.startAt) return {};
  return { pace: inStep(plan, { startAtMs: Date.parse(shard.startAt), stop: listenForSignals().stop }) };
}

/** Rounds before a run: some ten seconds, for a fleet that was calibrated. */
const ROUNDS = 4;

/** What a connection costs here, where it is known what one costs there; nothing where no CPU of this machine is carried over. */
async function calibrationFor(
  { workload: { fleet, target } }: Plan,
  quiet: boolean,
): Promise<Pick<Environment, 'calibration'>> {
  const { clock, measures } = targetFacts(target);
  if (fleet?.calibration === undefined || clock === 'virtual' || measures === 'service') return {};
  if (!quiet) say('measuring what a connection costs on this machine, to be held against fleet.calibration');
  return { calibration: await calibrateHere(ROUNDS) };
}

/** An error keeps its kind; it is printed where nobody knows of secrets any more. */
export function hideIn(error: unknown, mask: Mask): void {
  if (!(error instanceof Error)) return;
  error.stack = mask(stackOf(error));
  error.message = mask(error.message);
  // It stands in the stack by now.
  error.cause = undefined;
}
