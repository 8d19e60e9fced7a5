/** How late the requests came that a server noted, in milliseconds. */
export interface WitnessReading {
  readonly requests: number;
  readonly lateP50Ms: number;
  readonly lateP99Ms: number;
}

/** So many come before their time by the schedule that is laid over them: one early arrival must not make all others late. */
const EARLY = 0.01;

/**
 * How far behind an even schedule requests arrived, on the clock of the server alone. The schedule has the asked rate;
 * its beginning is not known, and is laid so that hardly any request is early.
 */
export function lateness(arrivalsMs: Float64Array, ratePerSecond: number): WitnessReading {
  const count = arrivalsMs.length;
  if (count === 0) return { requests: 0, lateP50Ms: Number.NaN, lateP99Ms: Number.NaN };
  const offsets = arrivalsMs.map((timeMs, n) => timeMs - (n * 1000) / ratePerSecond).sort();
  const at = (share: number) => offsets[Math.min(count - 1, Math.floor(share * count))]!;
  const startMs = at(EARLY);
  return { requests: count, lateP50Ms: at(0.5) - startMs, lateP99Ms: at(0.99) - startMs };
}
