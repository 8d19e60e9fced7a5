import { setTimeout as rest } from 'node:timers/promises';
import type { SlotMeasurement } from '../model/protocol/slot.js';
import type { Plan } from '../model/run/plan.js';
import type { BlockId, SlotRecord } from '../model/run/run.js';
import { MOST_OFF_MS } from '../model/run/shard.js';
import { targetFacts } from '../model/workload/target-facts.js';
import type { Workload } from '../model/workload/workload.js';
import { SETTLE_MS } from '../plan/duration.js';
import { timetableOf } from '../plan/timetable.js';

/** When the steps of a run begin. */
export interface Pace {
  /**
   * Waits until the nth warm-up of an invocation is due; gives how long it may take, ms. Throws `OutOfStep`. Null where the arms
   * have theirs in turn, for as long as they need.
   */
  readonly warmUp: ((invocation: number, place: number) => Promise<number>) | null;
  /** Waits until a slot is due; gives when its lead-in was to begin, ms since 1970, or null for now. Throws `SlotMissed`. */
  slot(place: BlockId & { readonly position: number }): Promise<number | null>;
  harness(invocation: number): Promise<void>;
  /** Waits between two slots. */
  settle(): Promise<void>;
  /** Whether an arm that lost its replayer can be warmed up again in the middle of an invocation. */
  readonly waitsForNobody: boolean;
}

/** The time of a slot has passed. */
export class SlotMissed extends Error {}

/** What is left of an invocation cannot be measured at its times. */
export class OutOfStep extends Error {}

/** Each step begins when the one before it is done. */
export function freePace({ workload }: Pick<Plan, 'workload'>): Pace {
  const { clock } = targetFacts(workload.target);
  return {
    warmUp: null,
    slot: async () => null,
    harness: async () => {},
    settle: async () => {
      if (clock === 'real') await rest(SETTLE_MS);
    },
    waitsForNobody: true,
  };
}

export interface StepOptions {
  /** When the first warm-up is due, ms since 1970. */
  readonly startAtMs: number;
  /** Ends what is waited for. */
  readonly stop: AbortSignal;
  readonly clock?: WallClock;
}

/** What shards agree on: the time of day. */
export interface WallClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when it is told to stop. */
  wait(ms: number, stop: AbortSignal): Promise<unknown>;
}

const SYSTEM: WallClock = { now: Date.now, wait: (ms, signal) => rest(ms, undefined, { signal }) };

/** Every step has its time, and what is missed is not made up for: the others are further by then. */
export function inStep(plan: Plan, { startAtMs, stop, clock = SYSTEM }: StepOptions): Pace {
  const timetable = timetableOf(plan);
  const { warmupMs } = plan.workload.design;
  /** How late it is then, ms. */
  const reach = async (offsetMs: number): Promise<number> => {
    const dueMs = startAtMs + offsetMs;
    // The clock that is waited for may be set meanwhile.
    for (let leftMs = dueMs - clock.now(); leftMs > 0; leftMs = dueMs - clock.now()) {
      await clock.wait(Math.min(Math.ceil(leftMs), LONGEST_WAIT_MS), stop);
    }
    return clock.now() - dueMs;
  };
  return {
    async warmUp(invocation, place) {
      const lateMs = await reach(timetable.warmUpAt(invocation, place));
      // At least half of it is needed, and as long as a shard may be off it may go on into the gap behind it.
      if (lateMs <= Math.max(warmupMs / 2, MOST_OFF_MS)) return Math.max(warmupMs - lateMs, warmupMs / 2);
      throw new OutOfStep(`it came to the warm-up ${seconds(lateMs)} late, which lasts ${seconds(warmupMs)}`);
    },
    async slot(place) {
      const offsetMs = timetable.slotAt(place);
      const lateMs = (await reach(offsetMs - AHEAD_MS)) - AHEAD_MS;
      if (lateMs <= MOST_OFF_MS) return startAtMs + offsetMs;
      throw new SlotMissed(`it came to the slot ${seconds(lateMs)} late, more than the ${MOST_OFF_MS} ms allowed`);
    },
    harness: async (invocation) => void (await reach(timetable.harnessAt(invocation))),
    settle: async () => {},
    waitsForNobody: false,
  };
}

const LONGEST_WAIT_MS = 60_000;
/** From then until the threads of a replayer begin. */
const AHEAD_MS = 25;

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 100 ? 2 : 1)} s`;
}

/** How late a slot with a time of its own began, by the clock of this machine. */
export function lateness(
  { dueAtMs }: { readonly dueAtMs?: number },
  { measuredFromMs }: SlotMeasurement,
  { design }: Workload,
): Pick<SlotRecord, 'lateMs'> {
  if (dueAtMs === undefined || measuredFromMs === null) return {};
  const agoMs = Number(process.hrtime.bigint()) / 1e6 - measuredFromMs;
  return { lateMs: Math.round(Date.now() - agoMs - dueAtMs - design.leadInMs) };
}
