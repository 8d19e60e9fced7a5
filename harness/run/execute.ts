import { deriveSeed } from '../model/random.js';
import type { BlockPlan, InvocationPlan, Plan, SlotPlan } from '../model/run/plan.js';
import type { Outcome } from '../model/run/run.js';
import { replacementFor, slotPlans } from '../plan/compile.js';
import { overheadDurationMs, slotDurationMs } from '../plan/duration.js';
import type { Invocation, SlotPlace } from './invocation.js';
import { ReplayerLost, requirePresence, TargetLost } from './lost.js';
import { freePace, OutOfStep, type Pace, SlotMissed } from './pace.js';
import type { Entry } from './record/entries.js';
import { createSilence, type Silence } from './silence.js';
import { LEAST_CHUNKS, senderTo, warmUpInTurn } from './warm-up.js';

export interface ExecuteOptions {
  readonly plan: Plan;
  /** Starts what is needed for the nth invocation; gives up, and ends what it has started, when told to stop. */
  readonly open: (invocation: number, stop: AbortSignal) => Promise<Invocation>;
  /** Called when something worth keeping has happened. */
  readonly keep: (entry: Entry) => void;
  readonly announce: (step: Step) => void;
  /** When its steps begin; left out, each when the one before it is done. */
  readonly pace?: Pace;
  /** Aborted when the user wants to stop. */
  readonly stop: AbortSignal;
  /** Aborted when the user does not want to wait for that either. */
  readonly hurry: AbortSignal;
}

/** What is going on, and how much of the plan's time it takes. */
export interface Step {
  readonly text: string;
  readonly durationMs: number;
}

class Interrupted extends Error {}

/** What a run knows while it goes on. */
interface Course extends ExecuteOptions {
  readonly pace: Pace;
  readonly spares: { left: number };
  readonly silence: Silence;
  readonly stopped: Promise<never>;
  readonly hurried: Promise<never>;
}

/** An invocation that is open. */
interface Stage {
  readonly invocation: number;
  readonly opened: Invocation;
  /** How often in a row the replayer of an arm was lost. */
  readonly losses: Map<string, number>;
}

/** An arm whose replayer is lost as often in a row cannot be measured here. */
const MOST_LOSSES = 3;

/** Runs the plan. Whatever ends it early is an outcome; only a bug is thrown. */
export async function execute(options: ExecuteOptions): Promise<Outcome> {
  const { plan, pace = freePace(plan) } = options;
  // Who keeps to times cannot tell the others of a block more.
  const spares = { left: pace.waitsForNobody ? plan.spareBlocks : 0 };
  const [stopped, hurried] = [abortion(options.stop), abortion(options.hurry)];
  const course = { ...options, pace, spares, silence: createSilence(), stopped, hurried };
  try {
    for (const invocation of plan.invocations) await invoke(course, invocation);
    return { kind: 'complete' };
  } catch (error) {
    if (error instanceof Interrupted) return { kind: 'interrupted' };
    if (error instanceof TargetLost) return targetLost(error);
    // A replayer that ends while no block is measured leaves nothing to go on with.
    if (error instanceof ReplayerLost) return { kind: 'replayer-lost', reason: error.message };
    throw error;
  }
}

async function invoke(course: Course, { index, blocks }: InvocationPlan): Promise<void> {
  if (course.stop.aborted) throw new Interrupted();
  const opened = await course.open(index, course.stop).catch((error: unknown) => {
    throw course.stop.aborted ? new Interrupted() : error;
  });
  const stage: Stage = { invocation: index, opened, losses: new Map() };
  await orAtOnce(course, stage, async (orStop) => {
    const dropped = await measurePlanned(course, stage, blocks, orStop);
    for (let next = blocks.length; dropped.length > 0 && course.spares.left > 0; next += 1) {
      course.spares.left -= 1;
      const replacement = replacementFor(course.plan, dropped.shift()!, next);
      if (!(await orStop(measureBlock(course, stage, replacement)))) dropped.push(replacement);
    }
    await orStop(measureHarness(course, stage));
    await orStop(keepServices(course, stage));
  });
}

/** Gives the blocks that were dropped. Without a step in its time the blocks that are left are lost, each of them by name. */
async function measurePlanned(
  course: Course,
  stage: Stage,
  blocks: readonly BlockPlan[],
  orStop: OrStop,
): Promise<BlockPlan[]> {
  const left = [...blocks];
  const dropped: BlockPlan[] = [];
  try {
    await orStop(warmUpAll(course, stage));
    for (let block = left.shift(); block !== undefined; block = left.shift())
      if (!(await orStop(measureBlock(course, stage, block)))) dropped.push(block);
  } catch (error) {
    if (!(error instanceof OutOfStep)) throw error;
    for (const block of left) lose(course, block, error.message);
  }
  return dropped;
}

function lose({ keep }: Course, { invocation, index }: BlockPlan, reason: string): void {
  keep({ kind: 'lost', lost: { invocation, block: index, reason } });
}

type OrStop = <T>(work: Promise<T>) => Promise<T>;

/** Closes the invocation however its work ends: by itself, by the user or with the target. The first error is the one thrown. */
async function orAtOnce(course: Course, { opened }: Stage, work: (orStop: OrStop) => Promise<void>): Promise<void> {
  const gone = opened.targetLost.then((how) => Promise.reject(new TargetLost(how)));
  gone.catch(() => {});
  const orStop: OrStop = async (part) => {
    part.catch(() => {});
    return Promise.race([part, course.stopped, gone]);
  };
  const close = () => Promise.race([opened.close(), course.hurried.catch(() => {})]);
  try {
    await work(orStop);
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
  await close();
}

/** Rejects when the signal comes; one for all that wait, because a signal warns of many listeners. */
function abortion(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new Interrupted());
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
  });
  // Nobody may be waiting at the moment when it rejects.
  aborted.catch(() => {});
  return aborted;
}

async function warmUpAll(course: Course, stage: Stage): Promise<void> {
  const { plan, pace } = course;
  const named = plan.arms.map(({ name }) => name);
  // Whoever begins also waits longest for the first block: in every other invocation it is the last one.
  const arms = stage.invocation % 2 === 0 ? named : named.reverse();
  const text = `invocation ${stage.invocation + 1}, warming up ${arms.join(' and ')}`;
  course.announce({ text, durationMs: plan.workload.design.warmupMs * arms.length });
  if (pace.warmUp === null) return warmUp(course, stage, arms);
  const send = senderTo(course, stage);
  for (const [place, arm] of arms.entries()) await send(arm, 0, await pace.warmUp(stage.invocation, place));
}

function warmUp(course: Course, stage: Stage, arms: readonly string[]): Promise<void> {
  const chunkMs = course.plan.workload.design.warmupMs / LEAST_CHUNKS;
  const send = senderTo(course, stage);
  return warmUpInTurn({ arms, send: (arm, chunk) => send(arm, chunk, chunkMs) });
}

/** Measures every arm once; false when the block is lost or dropped, and should be replaced. */
async function measureBlock(course: Course, stage: Stage, block: BlockPlan): Promise<boolean> {
  const { plan, announce, pace } = course;
  let good = true;
  for (const [position, slot] of slotPlans(plan, block).entries()) {
    const text = `invocation ${block.invocation + 1}, block ${block.index + 1}, ${slot.arm}`;
    announce({ text, durationMs: slotDurationMs(plan.workload) });
    try {
      const place = { invocation: block.invocation, block: block.index, position };
      const dueAtMs = await pace.slot(place);
      good = (await measureSlot(course, stage, slot, dueAtMs === null ? place : { ...place, dueAtMs })) && good;
    } catch (error) {
      if (error instanceof SlotMissed) {
        lose(course, block, `${slot.arm}: ${error.message}`);
        return false;
      }
      if (!(error instanceof ReplayerLost) || stage.opened.closed) throw error;
      await replace(course, stage, slot.arm, block, error);
      return false;
    }
    await pace.settle();
  }
  return good;
}

/** False when the slot cannot be used. */
async function measureSlot(course: Course, stage: Stage, plan: SlotPlan, place: SlotPlace): Promise<boolean> {
  const slot = await stage.opened.measureSlot(plan, place);
  stage.losses.delete(plan.arm);
  course.keep({ kind: 'slot', slot });
  requirePresence(course.silence.slot(plan.arm, slot.tally));
  return slot.guards.every((guard) => guard.severity !== 'drop');
}

/** Goes on with a fresh replayer after the block was lost, unless it is lost again and again. */
async function replace(course: Course, stage: Stage, arm: string, block: BlockPlan, loss: ReplayerLost): Promise<void> {
  lose(course, block, loss.message);
  const losses = (stage.losses.get(arm) ?? 0) + 1;
  stage.losses.set(arm, losses);
  if (losses === MOST_LOSSES) throw new ReplayerLost(`${loss.message}, ${MOST_LOSSES} times in a row`);
  if (!course.pace.waitsForNobody) throw new OutOfStep(`${loss.message}; another one has no time to warm up`);
  await stage.opened.replace(arm);
  await warmUp(course, stage, [arm]);
}

async function measureHarness({ plan, keep, announce, pace }: Course, { invocation, opened }: Stage): Promise<void> {
  await pace.harness(invocation);
  announce({ text: `invocation ${invocation + 1}, the harness itself`, durationMs: overheadDurationMs(plan.workload) });
  const seed = deriveSeed(plan.workload.load.seed, 'harness', invocation);
  const cpuUsPerRequest = await opened.measureHarness(seed).catch((error: Error) => {
    if (!(error instanceof ReplayerLost)) throw error;
    // The blocks of the invocation are whole without it.
    return null;
  });
  if (cpuUsPerRequest !== null) keep({ kind: 'harness', cpuUsPerRequest });
}

async function keepServices({ keep }: Course, { invocation, opened }: Stage): Promise<void> {
  for (const seen of await opened.readServices()) keep({ kind: 'service', service: { ...seen, invocation } });
}

function targetLost({ message: reason, causes }: TargetLost): Outcome {
  return { kind: 'target-lost', reason, ...(causes.length > 0 && { causes }) };
}
