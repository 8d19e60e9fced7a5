import { createRequire } from 'node:module';
import type * as Hdr from 'hdr-histogram-js';
import type { EncodedHistogram } from '../model/run/tally.js';

/** The only file that knows the HDR library. Values are whole microseconds, from 1 us to 10 minutes. */

const HIGHEST_US = 600_000_000;

/** Loaded with the first histogram that is written or read: most processes have none, and it takes as long as the rest of them. */
const library = (): typeof Hdr => {
  loaded ??= createRequire(import.meta.url)('hdr-histogram-js') as typeof Hdr;
  return loaded;
};
let loaded: typeof Hdr | null = null;

export interface Recorder {
  /** Microseconds; below 1 is recorded as 1. */
  record(valueUs: number): void;
  encode(): EncodedHistogram;
}

/**
 * Counts into the buckets of HDR: all values one by one below twice the precision, and from there so many for each power
 * of two. The library is as exact, but it takes longer to find the bucket, and several times the memory.
 *
 * @param digits significant decimal digits: 3 for whole slots, 2 for the many small histograms of a series
 */
export function createRecorder(digits: 2 | 3): Recorder {
  const bits = Math.ceil(Math.log2(2 * 10 ** digits));
  const counts = new Uint32Array(bucketOf(HIGHEST_US, bits) + 1);
  return {
    record(valueUs) {
      counts[bucketOf(clamp(valueUs), bits)]! += 1;
    },
    encode() {
      if (!counts.some((count) => count > 0)) return '';
      const histogram = empty(digits);
      // A loop, because a call for each of 20,000 buckets takes ten times as long, and nearly all are empty.
      for (let bucket = 0; bucket < counts.length; bucket += 1) {
        if (counts[bucket]! > 0) histogram.recordValueWithCount(lowestOf(bucket, bits), counts[bucket]!);
      }
      return encode(histogram);
    },
  };
}

/** `bits` hold the values that have a bucket each; above, half as many buckets share out each power of two. */
function bucketOf(value: number, bits: number): number {
  const shift = Math.max(0, 32 - Math.clz32(value) - bits);
  return (shift << (bits - 1)) + (value >>> shift);
}

function lowestOf(bucket: number, bits: number): number {
  const shift = Math.max(0, (bucket >>> (bits - 1)) - 1);
  return (bucket - (shift << (bits - 1))) << shift;
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
  readonly meanUs: number;
  /** `share` between 0 and 1, for example 0.99. */
  quantileUs(share: number): number;
}

/** Null for an empty histogram. */
export function readHistogram(encoded: EncodedHistogram): Distribution | null {
  if (encoded === '') return null;
  const known = read.get(encoded);
  if (known !== undefined) return known;
  const distribution = distributionOf(decode(encoded));
  if (read.size >= MOST_KEPT) read.clear();
  read.set(encoded, distribution);
  return distribution;
}

/** An analysis reads the same histograms for levels, pairs, gates and reports, and decoding one takes a millisecond. */
const read = new Map<EncodedHistogram, Distribution>();
/** A decoded one holds 90 KiB. */
const MOST_KEPT = 200;

function distributionOf(histogram: Hdr.Histogram): Distribution {
  let meanUs: number | null = null;
  return {
    count: histogram.totalCount,
    maxUs: histogram.maxValue,
    // Goes through every bucket, and few ask for it.
    get meanUs() {
      meanUs ??= histogram.mean;
      return meanUs;
    },
    quantileUs: (share) => histogram.getValueAtPercentile(share * 100),
  };
}

function empty(digits: 2 | 3): Hdr.Histogram {
  return library().build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: digits,
    bitBucketSize: 32,
    useWebAssembly: false,
  });
}

function encode(histogram: Hdr.Histogram): EncodedHistogram {
  return histogram.totalCount === 0 ? '' : library().encodeIntoCompressedBase64(histogram);
}

function decode(encoded: EncodedHistogram): Hdr.Histogram {
  return library().decodeFromCompressedBase64(encoded, 32, false);
}

function clamp(valueUs: number): number {
  return Math.min(HIGHEST_US, Math.max(1, Math.round(valueUs)));
}
