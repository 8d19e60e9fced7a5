import type { Quantiles } from '../../model/findings/findings.js';
import type { EncodedHistogram } from '../../model/run/tally.js';
import { readHistogram } from '../../tally/histogram.js';
import { p99Ms } from './slot-values.js';

const FEWEST_FOR_P90 = 20;

/** Milliseconds; null of too few values to say. */
export function quantiles(encoded: EncodedHistogram): Quantiles {
  const histogram = readHistogram(encoded);
  if (histogram === null) return { p50: null, p90: null, p99: null, max: null };
  const atLeast = (fewest: number, share: number) =>
    histogram.count >= fewest ? histogram.quantileUs(share) / 1000 : null;
  return {
    p50: atLeast(FEWEST_FOR_P90, 0.5),
    p90: atLeast(FEWEST_FOR_P90, 0.9),
    p99: p99Ms(encoded),
    max: histogram.maxUs / 1000,
  };
}
