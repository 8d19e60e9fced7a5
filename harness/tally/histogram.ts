import { createRequire } from 'node:module';
import type * as Hdr from 'hdr-histogram-js';
import type { EncodedHistogram } from '../model/run/tally.js';
import { encodeBuckets, lastFilled, readBuckets } from './hdr-encoding.js';

/** The only file that knows the HDR library. Values are whole microseconds, from 1 us to 10 minutes. */

const HIGHEST_US = 600_000_000;

/** Loaded when the first histogram is read: most processes only write some, and it takes as long as the rest of them. */
const library = (): typeof Hdr => {
  loaded ??= createRequire(import.meta.url)('hdr-histogram-js') as typeof Hdr;
  return loaded;
};
let loaded: typeof Hdr | null = null;

type Digits = 2 | 3;

export interface Recorder {
  /** Microseconds; below 1 is recorded as 1. */
  record(valueUs: number): void;
  encode(): EncodedHistogram;
}

/**
 * Counts into the buckets of HDR: all values one by one below twice the precision, and from there so many for each power
 * of two. The library is as exact, but it takes longer to find the bucket, and several times the memory.
 *
 * @param digits significant decimal digits: 3 for whole slots, 2 for the many that a slot is made of: its seconds, its requests by name
 */
export function createRecorder(digits: Digits): Recorder {
  const bits = bitsOf(digits);
  const counts = new Uint32Array(bucketOf(HIGHEST_US, bits) + 1);
  return {
    record(valueUs) {
      counts[bucketOf(clamp(valueUs), bits)]! += 1;
    },
    encode: () => encode(counts, digits),
  };
}

function bitsOf(digits: number): number {
  return Math.ceil(Math.log2(2 * 10 ** digits));
}

/** `bits` hold the values that have a bucket each; above, half as many buckets share out each power of two. */
function bucketOf(value: number, bits: number): number {
  const shift = Math.max(0, 32 - Math.clz32(value) - bits);
  return (shift << (bits - 1)) + (value >>> shift);
}

export function mergeHistograms(encoded: readonly EncodedHistogram[]): EncodedHistogram {
  const filled = encoded.filter((one) => one !== '');
  if (filled.length <= 1) return filled[0] ?? '';
  const key = filled.join(' ');
  const known = merged.get(key);
  if (known !== undefined) return known;
  const sum = sumOf(filled);
  if (keptCharacters + key.length > MOST_CHARACTERS) {
    merged.clear();
    keptCharacters = 0;
  }
  merged.set(key, sum);
  keptCharacters += key.length;
  return sum;
}

/** A run is analysed again while it is watched, against each base it is compared with and for gates that are late: the same slots. */
const merged = new Map<string, EncodedHistogram>();
let keptCharacters = 0;
const MOST_CHARACTERS = 8 << 20;

function sumOf(filled: readonly EncodedHistogram[]): EncodedHistogram {
  const read = filled.map(readBuckets);
  const digits = read.some((one) => one.digits === 2) ? 2 : 3;
  const bits = bitsOf(digits);
  const counts = new Uint32Array(bucketOf(HIGHEST_US, bits) + 1);
  for (const one of read) {
    if (!hasOurBuckets(one)) throw new Error('histograms of different buckets');
    const own = bitsOf(one.digits);
    // The buckets of three digits lie within those of two.
    const placeOf =
      own === bits ? (bucket: number) => bucket : (bucket: number) => bucketOf(highestOf(bucket, own), bits);
    one.each((bucket, count) => {
      counts[placeOf(bucket)]! += count;
    });
  }
  return encode(counts, digits);
}

/** Whether a histogram has the buckets that are counted in here, so that it can be added to others; throws for what is none. */
export function isMergeable(encoded: EncodedHistogram): boolean {
  return encoded === '' || hasOurBuckets(readBuckets(encoded));
}

function hasOurBuckets({ digits, highest }: ReturnType<typeof readBuckets>): boolean {
  return (digits === 2 || digits === 3) && highest === HIGHEST_US;
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

/** As many lines for each half of what is left, as the plotters of HdrHistogram expect. */
const LINES_PER_HALF = 5;

/** The percentiles as HdrHistogram prints them, in microseconds over `unitUs`; not of an empty histogram. */
export function percentileText(encoded: EncodedHistogram, unitUs: number): string {
  return decode(encoded).outputPercentileDistribution(LINES_PER_HALF, unitUs);
}

/** How many values are at most each bound and above the one before it, and last how many are above all of them. */
export function countsWithin(encoded: EncodedHistogram, boundsUs: readonly number[]): readonly number[] {
  const sums = Array.from({ length: boundsUs.length + 1 }, () => 0);
  if (encoded === '') return sums;
  const { digits, each } = readBuckets(encoded);
  const bits = bitsOf(digits);
  each((bucket, count) => {
    const value = highestOf(bucket, bits);
    const within = boundsUs.findIndex((bound) => value <= bound);
    sums[within === -1 ? boundsUs.length : within]! += count;
  });
  return sums;
}

/** The highest value that `bucketOf` puts there, as percentiles are told. */
function highestOf(bucket: number, bits: number): number {
  const shift = Math.max(0, (bucket >>> (bits - 1)) - 1);
  return ((bucket - (shift << (bits - 1)) + 1) << shift) - 1;
}

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

function encode(counts: Uint32Array, digits: Digits): EncodedHistogram {
  const last = lastFilled(counts);
  return last === -1 ? '' : encodeBuckets({ digits, highest: HIGHEST_US, counts }, last);
}

function decode(encoded: EncodedHistogram): Hdr.Histogram {
  return library().decodeFromCompressedBase64(encoded, 32, false);
}

function clamp(valueUs: number): number {
  return Math.min(HIGHEST_US, Math.max(1, Math.round(valueUs)));
}
