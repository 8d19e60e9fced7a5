import { setTimeout as rest } from 'node:timers/promises';
import type { SlotMeasurement } from '../model/protocol/slot.js';
import { deriveSeed } from '../model/random.js';
import type { BlockPlan, InvocationPlan } from '../model/run/plan.js';
import type { Outcome } from '../model/run/run.js';
import { FAILURE_KINDS, type Tally } from '../model/run/tally.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { replacementFor, slotPlans } from '../plan/compile.js';
import { overheadDurationMs, SETTLE_MS, slotDurationMs, warmupDurationMs } from '../plan/duration.js';
import { ChildLost } from '../system/child.js';
import { type Invocation, type InvocationOptions, openInvocation } from './invocation.js';
import type { Entry } from './record/entries.js';

export interface ExecuteOptions extends InvocationOptions {
  /** Called when something worth keeping has happened. */
  readonly keep: (entry: Entry) => void;
  readonly announce: (step: Step) => void;
  /** Aborted when the user wants to stop. */
  readonly stop: AbortSignal;
}

/** What is going on, and how much of the plan's time it takes. */
export interface Step {
  readonly text: string;
  readonly durationMs: number;
}

class TargetLost extends Error {}
class Interrupted extends Error {}

/** Runs the plan. Whatever ends it early is an outcome; only a bug is thrown. */
export async function execute(options: ExecuteOptions): Promise<Outcome> {
  const spares = { left: options.plan.spareBlocks };
  const stopped = interruption(options.stop);
  try {
    for (const invocation of options.plan.invocations) await invoke(options, invocation, spares, stopped);
    return { kind: 'complete' };
  } catch (error) {
    if (error instanceof Interrupted) return { kind: 'interrupted' };
    // A process that ends while no block is measured leaves nothing to go on with.
    if (error instanceof TargetLost || error instanceof ChildLost) {
      return { kind: 'target-lost', reason: error.message };
    }
    throw error;
  }
}

async function invoke(
  options: ExecuteOptions,
  invocation: InvocationPlan,
  spares: { left: number },
  stopped: Promise<never>,
): Promise<void> {
  const { plan, stop } = options;
  if (stop.aborted) throw new Interrupted();
  const opened = await openInvocation(options, invocation.index).catch((error: Error) => {
    // Ctrl-C reaches a process that has only begun to start, and ends it before it can ignore the signal.
    throw error instanceof ChildLost && stop.aborted ? new Interrupted() : error;
  });
  const dropped: BlockPlan[] = [];
  const orStop = stoppable(stopped, opened);
  try {
    await orStop(warmUpAll(options, opened, invocation.index));
    for (const block of invocation.blocks) {
      if (!(await orStop(measureBlock(options, opened, block)))) dropped.push(block);
    }
    for (let index = invocation.blocks.length; dropped.length > 0 && spares.left > 0; index += 1) {
      spares.left -= 1;
      const replacement = replacementFor(plan, dropped.shift()!, index);
      if (!(await orStop(measureBlock(options, opened, replacement)))) dropped.push(replacement);
    }
    await orStop(measureHarness(options, opened, invocation.index));
  } finally {
    await opened.close();
  }
}

/** Rejects when the user stops the run; one for all invocations, because a signal warns of many listeners. */
function interruption(stop: AbortSignal): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new Interrupted());
    if (stop.aborted) interrupt();
    stop.addEventListener('abort', interrupt, { once: true });
  });
  // Nobody may be waiting at the moment when it rejects.
  stopped.catch(() => {});
  return stopped;
}

/** Ends the wait for `work` as soon as the user stops the run or the target is gone. */
function stoppable(stopped: Promise<never>, opened: Invocation): <T>(work: Promise<T>) => Promise<T> {
  const gone = opened.targetLost.then((how) => Promise.reject(new TargetLost(how)));
  gone.catch(() => {});
  return async (work) => {
    work.catch(() => {});
    return Promise.race([work, stopped, gone]);
  };
}

async function warmUpAll(options: ExecuteOptions, opened: Invocation, invocation: number): Promise<void> {
  const { arms, workload } = options.plan;
  for (const { name } of arms) {
    const durationMs = warmupDurationMs(workload) / arms.length;
    options.announce({ text: `invocation ${invocation + 1}, warming up ${name}`, durationMs });
    await warmUp(options, opened, invocation, name);
  }
}

async function warmUp(
  { plan, keep }: ExecuteOptions,
  opened: Invocation,
  invocation: number,
  arm: string,
): Promise<void> {
  const seed = deriveSeed(plan.workload.load.seed, 'warm-up', invocation, arm);
  await opened.warmUp(arm, seed, (chunk: SlotMeasurement) => {
    keep({ kind: 'warm-up', arm, invocation, totals: chunk.totals });
    requireAnswers(chunk.tally, arm);
  });
}

/** Measures every arm once; false when the block is lost or dropped, and should be replaced. */
async function measureBlock(options: ExecuteOptions, opened: Invocation, block: BlockPlan): Promise<boolean> {
  const { plan, keep, announce } = options;
  let good = true;
  for (const [position, slotPlan] of slotPlans(plan, block).entries()) {
    const { arm } = slotPlan;
    const text = `invocation ${block.invocation + 1}, block ${block.index + 1}, ${arm}`;
    announce({ text, durationMs: slotDurationMs(plan.workload) });
    try {
      const slot = await opened.measureSlot(slotPlan, { invocation: block.invocation, block: block.index, position });
      keep({ kind: 'slot', slot });
      requireAnswers(slot.tally, arm);
      good &&= slot.guards.every((guard) => guard.severity !== 'drop');
    } catch (error) {
      if (!(error instanceof ChildLost) || opened.closed) throw error;
      keep({ kind: 'lost', lost: { invocation: block.invocation, block: block.index, reason: error.message } });
      await opened.replace(arm);
      await warmUp(options, opened, block.invocation, arm);
      return false;
    }
    if (targetFacts(plan.workload.target).clock === 'real') await rest(SETTLE_MS);
  }
  return good;
}

async function measureHarness(
  { plan, keep, announce }: ExecuteOptions,
  opened: Invocation,
  invocation: number,
): Promise<void> {
  announce({ text: `invocation ${invocation + 1}, the harness itself`, durationMs: overheadDurationMs(plan.workload) });
  const seed = deriveSeed(plan.workload.load.seed, 'harness', invocation);
  const cpuUsPerRequest = await opened.measureHarness(seed).catch((error: Error) => {
    if (!(error instanceof ChildLost)) throw error;
    // The blocks of the invocation are whole without it.
    return null;
  });
  if (cpuUsPerRequest !== null) keep({ kind: 'harness', cpuUsPerRequest });
}

/** A target that answered nothing in a whole slot is gone, or was never there. */
function requireAnswers(tally: Tally, arm: string): void {
  if (tally.planned === 0 || tally.completed > 0) return;
  const kinds = FAILURE_KINDS.filter((kind) => tally.failed[kind] > 0).map((kind) => `${tally.failed[kind]} ${kind}`);
  if (tally.failed.status === tally.planned) {
    throw new TargetLost(
      `every request under ${arm} was answered with a status of 400 or more (${tally.planned} requests)`,
    );
  }
  throw new TargetLost(`no request under ${arm} was answered: ${kinds.join(', ')} of ${tally.planned} requests`);
}
