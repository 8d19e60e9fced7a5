import type { Plan } from '../model/run/plan.js';
import type { BlockId } from '../model/run/run.js';
import { overheadDurationMs, slotDurationMs } from './duration.js';

/**
 * When everything of a run that is shared out begins, milliseconds from its start: a pure function of the plan, so that
 * shards which never talk are in the same slot of the same policy at the same moment.
 */
export interface Timetable {
  /** Of the arms one after the other, each `warmupMs` long. */
  warmUpAt(invocation: number, place: number): number;
  /** When the lead-in of a slot begins. */
  slotAt(place: BlockId & { readonly position: number }): number;
  /** When the harness itself is measured. */
  harnessAt(invocation: number): number;
  readonly durationMs: number;
}

/** Between two steps, beside the rest after a slot: the last answers come, tallies are handed over, the target is read. */
const GAP_MS = 300;
/** Between two invocations: one set of processes ends, and another begins. */
const CHANGE_MS = 3000;

export function timetableOf(plan: Plan): Timetable {
  const { workload, arms, invocations } = plan;
  const warmUpMs = workload.design.warmupMs + GAP_MS;
  const slotMs = slotDurationMs(workload) + GAP_MS;
  const blockMs = slotMs * arms.length;
  const blocksFrom = warmUpMs * arms.length;
  const blocksMs = blockMs * Math.max(0, ...invocations.map(({ blocks }) => blocks.length));
  const invocationMs = blocksFrom + blocksMs + overheadDurationMs(workload) + GAP_MS + CHANGE_MS;
  return {
    warmUpAt: (invocation, place) => invocation * invocationMs + place * warmUpMs,
    slotAt: ({ invocation, block, position }) =>
      invocation * invocationMs + blocksFrom + block * blockMs + position * slotMs,
    harnessAt: (invocation) => invocation * invocationMs + blocksFrom + blocksMs,
    durationMs: invocations.length * invocationMs - CHANGE_MS,
  };
}
