import { expectedArrivals, leadInRate, meanRate } from '../model/arrivals/profile.js';
import type { Plan } from '../model/run/plan.js';
import type { Workload } from '../model/workload/workload.js';

/** Rest between two slots: sockets close, and nothing is in flight. */
export const SETTLE_MS = 200;
/** Starting a set of processes and ending it. */
const INVOCATION_MS = 1200;
/** How much longer than asked the warm-up may go on until it is steady. */
export const LONGEST_WARMUP = 3;
/** The slot that measures the harness itself, once per invocation, is at most this long. */
const LONGEST_OVERHEAD_SLOT_MS = 1000;

/** What a slot takes, with its lead-in and the rest after it. */
export function slotDurationMs({ design }: Workload): number {
  return design.leadInMs + design.slotMs + SETTLE_MS;
}

export function warmupDurationMs({ design, policies }: Workload): number {
  return design.warmupMs * policies.length;
}

export function overheadDurationMs({ design }: Workload): number {
  return Math.min(LONGEST_OVERHEAD_SLOT_MS, design.slotMs);
}

/** An estimate of how long the plan takes on a real clock, without replacements. */
export function planDurationMs({ workload, invocations }: Plan): number {
  const slots = invocations.reduce((sum, { blocks }) => sum + blocks.length, 0) * workload.policies.length;
  const setUp = INVOCATION_MS + warmupDurationMs(workload) + overheadDurationMs(workload);
  return slots * slotDurationMs(workload) + invocations.length * setUp;
}

/**
 * About how many requests the plan sends in all, warm-up and replacements at their most; null for a closed loop, which
 * sends as many as the target answers in its time.
 */
export function plannedRequests({ workload, invocations, spareBlocks }: Plan): number | null {
  const { load, design, policies } = workload;
  if (load.kind === 'closed') return null;
  const blocks = invocations.reduce((sum, { blocks: planned }) => sum + planned.length, 0) + spareBlocks;
  const perSlot = expectedArrivals(load.stages) + (leadInRate(load.stages) * design.leadInMs) / 1000;
  const warmup = (invocations.length * meanRate(load.stages) * design.warmupMs * LONGEST_WARMUP) / 1000;
  return Math.ceil((blocks * perSlot + warmup) * policies.length);
}
