import type { Workload } from '../workload/workload.js';

/**
 * Fewer invocations are too few to tell times by: one says nothing of how much processes differ, two leave a single
 * degree of freedom. `docs/method.md` has what they cost.
 */
export const ENOUGH_INVOCATIONS = 3;

/** As many as a workload may ask for, and as many blocks in each. */
export const MOST_INVOCATIONS = 100;
export const MOST_BLOCKS = 100;

/** More are not advised: what they would tell is hardly worth the time. */
export const MOST_ADVISED_INVOCATIONS = 20;

/** Rest between two slots: sockets close, and nothing is in flight. */
export const SETTLE_MS = 200;
/** Starting a set of processes and ending it. */
const INVOCATION_MS = 1200;
/** The slot that measures the harness itself, once per invocation, is at most this long. */
const LONGEST_OVERHEAD_SLOT_MS = 1000;

/** What a slot takes, with its lead-in and the rest after it. */
export function slotDurationMs({ design }: Workload): number {
  return design.leadInMs + design.slotMs + SETTLE_MS;
}

export function overheadDurationMs({ design }: Workload): number {
  return Math.min(LONGEST_OVERHEAD_SLOT_MS, design.slotMs);
}

/** An estimate of how long so many invocations and blocks in all take on a real clock, without replacements. */
export function runDurationMs(workload: Workload, invocations: number, blocks: number): number {
  const setUp = INVOCATION_MS + workload.design.warmupMs * workload.policies.length + overheadDurationMs(workload);
  return blocks * workload.policies.length * slotDurationMs(workload) + invocations * setUp;
}
