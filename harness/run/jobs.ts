import { meanRate } from '../model/arrivals/profile.js';
import type { Endpoint, SlotJob } from '../model/protocol/slot.js';
import type { SlotPlan } from '../model/run/plan.js';
import type { BlockId } from '../model/run/run.js';
import {
  clientOf,
  type FeedRow,
  type Load,
  type Policy,
  type RequestTemplate,
  type SimulatedTarget,
  type Workload,
} from '../model/workload/workload.js';
import { overheadDurationMs } from '../plan/duration.js';
import { simulatedCpuFactor } from './targets/simulated-noise.js';

/** What a replayer is asked to do. The templates carry their secrets already, and go nowhere else; nor do the rows. */
export interface JobContext {
  readonly workload: Workload;
  readonly requests: readonly RequestTemplate[];
  readonly feed?: readonly FeedRow[] | null;
  readonly policy: Policy;
  readonly endpoint: Endpoint;
}

export function slotJob(context: JobContext, { arm, load, seed }: SlotPlan, place: BlockId): SlotJob {
  const { target, design } = context.workload;
  return {
    ...commonParts(context, load),
    loop: load.loop,
    leadInMs: design.leadInMs,
    slotMs: design.slotMs,
    stages: load.stages,
    seed,
    simulation:
      target.kind === 'simulated'
        ? { target, clock: 'virtual', cpuFactor: simulatedCpuFactor(target, load.seed, place, arm) }
        : null,
  };
}

/** Unmeasured load at the mean rate of the slot. */
export function warmupJob(context: JobContext, durationMs: number, seed: number): SlotJob {
  const { target } = context.workload;
  return {
    ...commonParts(context, context.workload.load),
    leadInMs: 0,
    ...steadyLoad(context.workload, durationMs),
    seed,
    simulation: target.kind === 'simulated' ? { target, clock: 'virtual', cpuFactor: 1 } : null,
  };
}

/** The same load with a client that answers at once: what is left is the cost of the harness itself. */
export function overheadJob(context: JobContext, seed: number): SlotJob {
  return {
    ...commonParts({ ...context, feed: null }, context.workload.load),
    client: 'simulated',
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

function commonParts({ workload, requests, feed, policy, endpoint }: JobContext, load: Load) {
  const { arrivals, connections, threads } = load;
  const common = { client: clientOf(workload, policy), policy, endpoint, requests, arrivals, connections, threads };
  return feed ? { ...common, feed } : common;
}

/** The loop of the workload for a time of its own: at its mean rate, and without its count. */
function steadyLoad({ load }: Workload, durationMs: number) {
  const rate = meanRate(load.stages);
  const stages = [{ durationMs, fromPerSecond: rate, toPerSecond: rate }];
  return load.loop.kind === 'open'
    ? { loop: load.loop, slotMs: durationMs, stages }
    : { loop: { ...load.loop, count: null }, slotMs: durationMs, stages: [] };
}
