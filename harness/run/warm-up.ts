import type { SlotMeasurement } from '../model/protocol/slot.js';
import { LONGEST_WARMUP } from '../plan/duration.js';

export interface WarmUp {
  /** The least that it takes. */
  readonly warmupMs: number;
  /** All that it may take; null is as long as it needs. */
  readonly withinMs: number | null;
  readonly seed: number;
  /** Sends load for a time; gives what that cost a request, CPU microseconds, or null where it is not known. */
  replay(
    durationMs: number,
    seed: number,
  ): Promise<{ readonly measured: SlotMeasurement; readonly costUs: number | null }>;
  /** Told of each chunk, measured or not. */
  report(chunk: SlotMeasurement): void;
}

/** Two chunks are alike when their CPU per request differs by less than this share. */
const STEADY = 0.1;

/** Sends load to one arm until its CPU per request is steady, or for the time that is set. */
export async function warmUpArm({ warmupMs, withinMs, seed, replay, report }: WarmUp): Promise<void> {
  if (withinMs !== null) return report((await replay(withinMs, seed)).measured);
  let beforeUs: number | null = null;
  for (let chunk = 0; chunk < 2 * LONGEST_WARMUP; chunk += 1) {
    const { measured, costUs } = await replay(warmupMs / 2, seed + chunk);
    report(measured);
    if (costUs !== null && beforeUs !== null && Math.abs(costUs / beforeUs - 1) < STEADY) return;
    beforeUs = costUs;
  }
}
