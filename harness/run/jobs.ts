import { meanRate } from '../model/arrivals/profile.js';
import type { Endpoint, ReplayArm, ReplaySlot } from '../model/protocol/replayer.js';
import type { BlockPlan } from '../model/run/plan.js';
import {
  clientOf,
  type FeedRows,
  type Policy,
  type RequestTemplate,
  type SimulatedTarget,
  type Workload,
} from '../model/workload/workload.js';
import { overheadDurationMs } from '../plan/duration.js';
import { simulatedCpuFactor } from './targets/simulated-noise.js';

/** What a replayer is told of its arm. The templates carry their secrets already, and go nowhere else; nor do the rows. */
export interface ArmContext {
  readonly workload: Workload;
  readonly requests: readonly RequestTemplate[];
  readonly feed?: FeedRows | null;
  readonly policy: Policy;
  readonly endpoint: Endpoint;
}

export function replayArm({ workload, requests, feed, policy, endpoint }: ArmContext): ReplayArm {
  const arm = { client: clientOf(workload, policy), policy, endpoint, requests, threads: workload.load.threads };
  return feed ? { ...arm, feed } : arm;
}

/** What a slot is asked for; its arm is opened already. */
export interface SlotContext {
  readonly workload: Workload;
  readonly policy: Policy;
  /** The source address of the slot, or null for the system's choice. */
  readonly localAddress: string | null;
}

/** A measured slot. */
export function measuredSlot(context: SlotContext, block: BlockPlan): ReplaySlot {
  const { target, load, design } = context.workload;
  const place = { invocation: block.invocation, block: block.index };
  return {
    ...commonParts(context),
    loop: load.loop,
    leadInMs: design.leadInMs,
    slotMs: design.slotMs,
    stages: load.stages,
    seed: block.seed,
    simulation:
      target.kind === 'simulated'
        ? { target, clock: 'virtual', cpuFactor: simulatedCpuFactor(target, load.seed, place, context.policy.name) }
        : null,
  };
}

/** Unmeasured load at the mean rate of the slot. */
export function warmupSlot(context: SlotContext, durationMs: number, seed: number): ReplaySlot {
  const { target } = context.workload;
  return {
    ...commonParts(context),
    leadInMs: 0,
    ...steadyLoad(context.workload, durationMs),
    seed,
    simulation: target.kind === 'simulated' ? { target, clock: 'virtual', cpuFactor: 1 } : null,
  };
}

/** The same load with a client that answers at once: what is left is the cost of the harness itself. */
export function overheadSlot(context: SlotContext, seed: number): ReplaySlot {
  return {
    ...commonParts(context),
    leadInMs: 0,
    ...steadyLoad(context.workload, overheadDurationMs(context.workload)),
    seed,
    simulation: { target: INSTANT, clock: 'real', cpuFactor: 1 },
  };
}

const INSTANT: SimulatedTarget = {
  kind: 'simulated',
  capacity: Number.MAX_SAFE_INTEGER,
  serviceMs: 0,
  connectMs: 0,
  requestCpuUs: 0,
  connectionCpuUs: 0,
  slotNoise: 0,
  driftNoise: 0,
};

function commonParts({ workload, localAddress }: SlotContext) {
  const { arrivals, connections } = workload.load;
  return { arrivals, connections, localAddress };
}

/** The loop of the workload for a time of its own: at its mean rate, and without its count. */
function steadyLoad({ load }: Workload, durationMs: number) {
  const rate = meanRate(load.stages);
  const stages = [{ durationMs, fromPerSecond: rate, toPerSecond: rate }];
  return load.loop.kind === 'open'
    ? { loop: load.loop, slotMs: durationMs, stages }
    : { loop: { ...load.loop, count: null }, slotMs: durationMs, stages: [] };
}
