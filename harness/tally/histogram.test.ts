import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecorder, mergeHistograms, readHistogram } from './histogram.js';

test('short and long times are in one histogram, each in its place', () => {
  const recorder = createRecorder(3);
  for (let us = 1; us <= 20_000; us += 1) recorder.record(us);
  const distribution = readHistogram(recorder.encode());
  assert.equal(distribution?.count, 20_000);
  for (const share of [0.01, 0.25, 0.4, 0.41, 0.5, 0.99]) {
    const expected = 20_000 * share;
    assert.ok(Math.abs(distribution.quantileUs(share) - expected) <= expected / 1000, `${share}`);
  }
  assert.ok(Math.abs(distribution.maxUs - 20_000) <= 20);
});

for (const digits of [2, 3] as const) {
  test(`every magnitude comes back to ${digits} digits, up to the ten minutes that are the longest`, () => {
    for (let us = 1; us <= 600_000_000; us = Math.ceil(us * 1.37)) {
      for (const value of [us - 1, us, us + 1]) {
        const recorder = createRecorder(digits);
        recorder.record(value);
        const { count, maxUs } = readHistogram(recorder.encode())!;
        assert.equal(count, 1);
        assert.ok(Math.abs(maxUs - Math.max(1, value)) <= value / 10 ** digits, `${value} became ${maxUs}`);
      }
    }
    const recorder = createRecorder(digits);
    recorder.record(Number.MAX_SAFE_INTEGER);
    assert.ok(Math.abs(readHistogram(recorder.encode())!.maxUs / 600_000_000 - 1) <= 10 ** -digits);
  });
}

test('what is encoded twice is counted once', () => {
  const recorder = createRecorder(2);
  for (const us of [0, 3, 9000]) recorder.record(us);
  assert.equal(recorder.encode(), recorder.encode());
});

test('nothing is the empty string, and adds nothing', () => {
  const empty = createRecorder(3).encode();
  assert.equal(empty, '');
  assert.equal(mergeHistograms([empty, empty]), '');
});

test('of two precisions the sum has the lower one, and every value its place', () => {
  const [fine, rough, both] = [createRecorder(3), createRecorder(2), createRecorder(2)];
  for (let us = 1; us <= 600_000_000; us = Math.ceil(us * 1.013)) {
    fine.record(us);
    both.record(us);
  }
  for (const us of [3, 700, 90_000]) {
    rough.record(us);
    both.record(us);
  }
  assert.equal(mergeHistograms([fine.encode(), rough.encode()]), both.encode());
  assert.equal(mergeHistograms([rough.encode(), fine.encode()]), both.encode());
});
