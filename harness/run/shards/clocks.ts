import type { Range } from '../../model/run/connection-facts.js';
import { MOST_OFF_MS } from '../../model/run/shard.js';

/** A clock, as it was held against that of the target: by how much it is ahead, milliseconds. */
export interface ClockSeen {
  readonly index: number;
  readonly aheadMs: Range;
}

/**
 * The clocks that are certainly further from the clock in the middle than a shard may be, with the least by which they are,
 * negative where they are behind. Two that disagree have no middle: both are named.
 */
export function wrongClocks(clocks: readonly ClockSeen[]): { readonly index: number; readonly offMs: number }[] {
  const low = median(clocks.map(({ aheadMs }) => aheadMs.low));
  const high = median(clocks.map(({ aheadMs }) => aheadMs.high));
  return clocks
    .map(({ index, aheadMs }) => ({ index, offMs: beyond(aheadMs, { low, high }) }))
    .filter(({ offMs }) => Math.abs(offMs) > MOST_OFF_MS);
}

/** How far an interval lies above another one, or, negative, below it; 0 where they meet. */
function beyond(one: Range, other: Range): number {
  if (one.low > other.high) return one.low - other.high;
  return one.high < other.low ? one.high - other.low : 0;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
