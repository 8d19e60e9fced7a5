import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { seededRandom } from '../model/random.js';
import { encodeBuckets } from './hdr-encoding.js';
import { createRecorder, mergeHistograms, readHistogram } from './histogram.js';

/** What is written here is, byte for byte, what the library writes: other tools read the records of runs. */

const HIGHEST_US = 600_000_000;

function byLibrary(digits: 2 | 3, values: readonly number[]) {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: digits,
    bitBucketSize: 32,
    useWebAssembly: false,
  });
  for (const value of values) histogram.recordValue(value);
  return histogram;
}

function encoded(digits: 2 | 3, values: readonly number[]): string {
  const recorder = createRecorder(digits);
  for (const value of values) recorder.record(value);
  return recorder.encode();
}

/** From one value to thousands, neighbours and far apart, up to the highest. */
function samples(): number[][] {
  const random = seededRandom(7);
  const spread = (count: number, highest: number) =>
    Array.from({ length: count }, () => Math.max(1, Math.round(highest ** random())));
  return [
    [1],
    [HIGHEST_US],
    [1, 2, 3, 5, 2047, 2048, 2049, 4096],
    Array(40_000).fill(700),
    spread(10, 1000),
    spread(5000, 100_000),
    spread(5000, HIGHEST_US),
  ];
}

for (const digits of [2, 3] as const) {
  test(`what is written with ${digits} digits is what the library writes`, () => {
    for (const values of samples()) {
      const own = encoded(digits, values);
      assert.equal(own, encodeIntoCompressedBase64(byLibrary(digits, values)));
      assert.equal(readHistogram(own)?.count, values.length);
    }
  });

  test(`what is merged with ${digits} digits is what the library adds up`, () => {
    const all = samples();
    const merged = mergeHistograms(['', ...all.map((values) => encoded(digits, values)), '']);
    const sum = byLibrary(digits, []);
    for (const values of all) sum.add(decodeFromCompressedBase64(encoded(digits, values), 32, false));
    assert.equal(merged, encodeIntoCompressedBase64(sum));
    assert.equal(merged, encoded(digits, all.flat()));
  });
}

test('what is no histogram, and what has other buckets, is refused', () => {
  const one = encoded(3, [5]);
  const ofAnHour = encodeBuckets({ digits: 3, highest: 3_600_000_000, counts: Uint32Array.of(0, 1) });
  for (const other of ['nothing', 'AAAAAAAAAAAA', ofAnHour]) {
    assert.throws(() => mergeHistograms([one, other]), /histogram/, other);
  }
});
