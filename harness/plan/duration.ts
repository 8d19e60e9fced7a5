import { expectedArrivals, leadInRate, meanRate } from '../model/arrivals/profile.js';
import { runDurationMs } from '../model/run/design-size.js';
import type { Plan } from '../model/run/plan.js';

export { overheadDurationMs, SETTLE_MS, slotDurationMs } from '../model/run/design-size.js';

/** How much longer than asked the warm-up may go on until it is steady. */
export const LONGEST_WARMUP = 3;

/** An estimate of how long the plan takes on a real clock, without replacements. */
export function planDurationMs({ workload, invocations }: Plan): number {
  return runDurationMs(workload, invocations.length, sumOf(invocations.map(({ blocks }) => blocks.length)));
}

/**
 * About how many requests the plan sends in all, warm-up and replacements at their most; null for a closed loop, which
 * sends as many as the target answers in its time.
 */
export function plannedRequests({ workload, invocations, spareBlocks }: Plan): number | null {
  const { load, design, policies } = workload;
  if (load.kind === 'closed') return null;
  // Any block may be replaced, those of the highest of several rates as well.
  const most = Math.max(...(load.factors ?? [1]));
  const blocks = sumOf(invocations.map(({ blocks: planned }) => planned.length)) + spareBlocks * most;
  const perSlot = expectedArrivals(load.stages) + (leadInRate(load.stages) * design.leadInMs) / 1000;
  const warmup = (invocations.length * meanRate(load.stages) * design.warmupMs * LONGEST_WARMUP) / 1000;
  return Math.ceil((blocks * perSlot + warmup) * policies.length);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
