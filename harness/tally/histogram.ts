import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { EncodedHistogram } from '../model/tally.js';

/** The only file that knows the HDR library. Values are whole microseconds, from 1 us to 10 minutes. */

const HIGHEST_US = 600_000_000;

/** Below this, values are counted one by one. */
const SHORT_US = 8192;

export interface Recorder {
  /** Microseconds; below 1 is recorded as 1. */
  record(valueUs: number): void;
  encode(): EncodedHistogram;
}

/** `digits` significant decimal digits: 3 for whole slots, 2 for the many small histograms of a series. */
export function createRecorder(digits: 2 | 3): Recorder {
  const histogram = empty(digits);
  // Nearly all times are short, and to find their place in the histogram costs more than to count them by value.
  const short = new Uint32Array(SHORT_US);
  return {
    record(valueUs) {
      const value = clamp(valueUs);
      if (value < SHORT_US) short[value]! += 1;
      else histogram.recordValue(value);
    },
    encode() {
      for (let value = 1; value < SHORT_US; value += 1) {
        const count = short[value]!;
        if (count > 0) histogram.recordValueWithCount(value, count);
      }
      short.fill(0);
      return encode(histogram);
    },
  };
}

export function mergeHistograms(encoded: readonly EncodedHistogram[]): EncodedHistogram {
  const filled = encoded.filter((one) => one !== '');
  const first = filled[0];
  if (first === undefined) return '';
  if (filled.length === 1) return first;
  const sum = decode(first);
  for (const other of filled.slice(1)) sum.add(decode(other));
  return encode(sum);
}

export interface Distribution {
  readonly count: number;
  readonly maxUs: number;
  /** `share` between 0 and 1, for example 0.99. */
  quantileUs(share: number): number;
}

/** Null for an empty histogram. */
export function readHistogram(encoded: EncodedHistogram): Distribution | null {
  if (encoded === '') return null;
  const histogram = decode(encoded);
  return {
    count: histogram.totalCount,
    maxUs: histogram.maxValue,
    quantileUs: (share) => histogram.getValueAtPercentile(share * 100),
  };
}

function empty(digits: 2 | 3): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: digits,
    bitBucketSize: 32,
    useWebAssembly: false,
  });
}

function encode(histogram: Histogram): EncodedHistogram {
  return histogram.totalCount === 0 ? '' : encodeIntoCompressedBase64(histogram);
}

function decode(encoded: EncodedHistogram): Histogram {
  return decodeFromCompressedBase64(encoded, 32, false);
}

function clamp(valueUs: number): number {
  return Math.min(HIGHEST_US, Math.max(1, Math.round(valueUs)));
}
