import type { SlotRecord } from '../../model/run/run.js';
import type { CounterSeries, EventSeconds, WitnessSeconds } from '../../model/run/series.js';
import { p99Ms } from './slot-values.js';

/** Slots laid end to end; containers are of the capacity, which is computed later. */
export function seriesOf(slots: readonly SlotRecord[]): CounterSeries {
  const seconds = slots.flatMap((slot) => slot.tally.seconds);
  return {
    requests: seconds.map((second) => second.requests),
    connections: seconds.map((second) => second.connections),
    lookups: seconds.map((second) => second.lookups),
    accepts: witnessed(slots, (counted) => counted.accepts),
    dnsQueries: witnessed(slots, (counted) => counted.dnsQueries),
    containers: null,
    responseTimeP99Ms: seconds.map((second) => p99Ms(second.responseTimeUs)),
  };
}

/** `containersIn` says how many the offered rate of a second of the slot, from 0, needs. */
export function containersOf(
  slots: readonly SlotRecord[],
  containersIn: ((second: number) => number) | null,
): readonly number[] | null {
  return containersIn && slots.flatMap((slot) => slot.tally.seconds.map((_, second) => containersIn(second)));
}

/** Null where any slot has no such count: a series with a gap would be read as one without. */
function witnessed(
  slots: readonly SlotRecord[],
  pick: (counted: WitnessSeconds) => EventSeconds | null,
): readonly number[] | null {
  const parts = slots.map(({ tally, witnesses: { seconds } }) => {
    const counted = seconds ? pick(seconds) : null;
    return counted && fitted(counted.measured, tally.seconds.length);
  });
  return parts.length === 0 || parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
}

/** To the seconds in which requests were to leave: what came after the last of them is counted in it. */
function fitted(counts: readonly number[], length: number): number[] {
  const late = counts.slice(length).reduce((sum, count) => sum + count, 0);
  return Array.from({ length }, (_, second) => (counts[second] ?? 0) + (second === length - 1 ? late : 0));
}
