import { meanRate } from '../model/arrivals/profile.js';
import type { Endpoint, PackageFolders, ReplayArm, ReplaySlot } from '../model/protocol/replayer.js';
import type { SlotPlan } from '../model/run/plan.js';
import type { BlockId } from '../model/run/run.js';
import type { ShardPlace } from '../model/run/shard.js';
import {
  clientOf,
  type FeedRows,
  type Load,
  type LoadLoop,
  type Policy,
  type RequestTemplate,
  type Workload,
} from '../model/workload/workload.js';
import { overheadDurationMs } from '../plan/duration.js';
import { simulationFor } from './targets/index.js';
import { AT_ONCE } from './targets/simulated.js';

/** What a replayer is told of its arm. The templates carry their secrets already, and go nowhere else; nor do the rows. */
export interface ArmContext {
  readonly workload: Workload;
  readonly requests: readonly RequestTemplate[];
  readonly feed?: FeedRows | null;
  readonly policy: Policy;
  readonly endpoint: Endpoint;
  readonly packageFolders?: PackageFolders;
}

export function replayArm({ workload, requests, feed, policy, endpoint, packageFolders }: ArmContext): ReplayArm {
  const arm = { client: clientOf(workload, policy), policy, endpoint, requests, threads: workload.load.threads };
  return { ...arm, ...(feed && { feed }), ...(packageFolders && { packageFolders }) };
}

/** What a slot is asked for; its arm is opened already. */
export interface SlotContext {
  readonly workload: Workload;
  /** The source address of the slot, or null for the system's choice. */
  readonly localAddress: string | null;
  /** The share of it that this machine replays; null, or left out, is all of it. */
  readonly shard?: ShardPlace | null;
}

/** A measured slot. */
export function measuredSlot(context: SlotContext, { arm, load, seed }: SlotPlan, place: BlockId): ReplaySlot {
  const { target, design } = context.workload;
  return {
    localAddress: context.localAddress,
    loop: loopOf(load),
    leadInMs: design.leadInMs,
    slotMs: design.slotMs,
    seed,
    simulation: simulationFor(target, { ...place, policy: arm, seed: load.seed }),
    ...amongOf(context),
  };
}

/** Unmeasured load at the mean rate of the slot. */
export function warmupSlot(context: SlotContext, durationMs: number, seed: number): ReplaySlot {
  return { ...steadySlot(context, durationMs, seed), simulation: simulationFor(context.workload.target, null) };
}

/** The same load with a client that answers at once: what is left is the cost of the harness itself. */
export function overheadSlot(context: SlotContext, seed: number): ReplaySlot {
  return { ...steadySlot(context, overheadDurationMs(context.workload), seed), simulation: AT_ONCE };
}

function steadySlot(context: SlotContext, durationMs: number, seed: number) {
  const { workload, localAddress } = context;
  const loop = steady(loopOf(workload.load), durationMs);
  return { localAddress, loop, leadInMs: 0, slotMs: durationMs, seed, ...amongOf(context) };
}

function amongOf({ shard }: SlotContext): Pick<ReplaySlot, 'among'> {
  return shard ? { among: shard } : {};
}

/** The loop for a time of its own: at its mean rate, and without its count. */
function steady(loop: LoadLoop, durationMs: number): LoadLoop {
  if (loop.kind === 'closed') return { ...loop, count: null };
  const rate = meanRate(loop.stages);
  return { ...loop, stages: [{ durationMs, fromPerSecond: rate, toPerSecond: rate }] };
}

function loopOf({ seed: _seed, threads: _threads, ...loop }: Load): LoadLoop {
  return loop;
}
