import type { ArrivalsName, RateStage } from '../workload/workload.js';
import { poisson } from './poisson.js';
import { inverseCumulative } from './profile.js';
import { uniform } from './uniform.js';

/**
 * The places of arrivals in a process of rate one, ascending: the nth value is a pure function of (seed, n).
 * A new arrival process is one file and one row in the table below.
 */
export type UnitProcess = (seed: number) => Iterable<number>;

const PROCESSES: Readonly<Record<ArrivalsName, UnitProcess>> = { uniform, poisson };

/**
 * The intended send times of a slot in milliseconds from its start, ascending, all before the end of the last stage.
 * A varying rate is the unit process seen through the inverse of the cumulative rate (time rescaling).
 */
export function* arrivals(name: ArrivalsName, stages: readonly RateStage[], seed: number): Generator<number> {
  const timeOf = inverseCumulative(stages);
  for (const place of PROCESSES[name](seed)) {
    const timeMs = timeOf(place);
    if (timeMs === null) return;
    yield timeMs;
  }
}

/** The share of one worker thread: every `count`-th arrival, beginning with `index`, with its number in the slot. */
export function* shardOf(
  times: Iterable<number>,
  index: number,
  count: number,
): Generator<{ n: number; timeMs: number }> {
  let n = 0;
  for (const timeMs of times) {
    if (n % count === index) yield { n, timeMs };
    n += 1;
  }
}
