import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../model/random.js';
import { drawStudentT, quantilesOf, shares } from './draws.js';
import { standardStudentT, standardUniform } from './standard-draws.js';

test('a quantile is what stands at its place among all that are sorted, whatever was asked before', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 100; round += 1) {
    // Few different ones in every second round, and in their order or against it in some.
    const draws = Array.from({ length: 1 + Math.floor(random() * 80) }, () =>
      round % 2 === 0 ? random() : Math.floor(random() * 4),
    );
    if (round % 5 === 0) draws.sort((a, b) => (round % 3 === 0 ? b - a : a - b));
    const sorted = draws.toSorted((a, b) => a - b);
    const quantile = quantilesOf(draws);
    for (const share of [0.5, 0.95, 0.025, 1, 0, random(), 0.5]) {
      const place = Math.max(1, Math.ceil(share * draws.length - 1e-9)) - 1;
      assert.equal(quantile(share), sorted[place], `${share} of ${draws}`);
    }
  }
});

test('how often whole numbers were drawn is the same near each other and far apart', () => {
  const near = [7, -2, 7, 0, 7];
  const of = (draws: readonly number[]) => shares(draws).map(({ containers, share }) => [containers, share]);
  assert.deepEqual(of(near), [
    [-2, 0.2],
    [0, 0.2],
    [7, 0.6],
  ]);
  assert.deepEqual(of(near.map((one) => one * 1e9)), [
    [-2e9, 0.2],
    [0, 0.2],
    [7e9, 0.6],
  ]);
});

test('what is kept of a stream is what the stream gives, by its seed, its degrees and its length', () => {
  for (const [seed, degrees] of [
    [1, 2],
    [1, 3],
    [2, 2],
    [1, 2],
  ] as const) {
    const random = seededRandom(seed);
    const drawn = Array.from({ length: 5 }, () => drawStudentT(random, degrees));
    assert.deepEqual(Array.from(standardStudentT(seed, degrees, 5)), drawn);
  }
  const uniform = seededRandom(1);
  assert.deepEqual(
    Array.from(standardUniform(1, 4)),
    Array.from({ length: 4 }, () => uniform()),
  );
  assert.equal(standardUniform(1, 3).length, 3);
});
