import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../random.js';
import { ARRIVALS_NAMES, type RateStage } from '../workload/workload.js';
import { arrivals, shardOf } from './arrivals.js';
import { arrivalsBefore, expectedArrivals, inverseCumulative } from './profile.js';

const constant: readonly RateStage[] = [{ durationMs: 1000, fromPerSecond: 200, toPerSecond: 200 }];

test('uniform arrivals are at n / rate', () => {
  const times = [...arrivals('uniform', constant, 1)];
  assert.equal(times.length, 200);
  for (const [n, timeMs] of times.entries()) assert.ok(Math.abs(timeMs - n * 5) < 1e-9, `arrival ${n} at ${timeMs} ms`);
});

test('a ramp from nothing puts the nth arrival at sqrt(2 n d / to)', () => {
  const times = [...arrivals('uniform', [{ durationMs: 2000, fromPerSecond: 0, toPerSecond: 100 }], 1)];
  assert.equal(times.length, 100);
  for (const [n, timeMs] of times.entries()) {
    assert.ok(Math.abs(timeMs - Math.sqrt((2 * n * 2) / 100) * 1000) < 1e-6, `arrival ${n} at ${timeMs} ms`);
  }
});

test('stages follow each other without a gap, and a rate of zero sends nothing', () => {
  const stages = [
    { durationMs: 1000, fromPerSecond: 100, toPerSecond: 100 },
    { durationMs: 1000, fromPerSecond: 0, toPerSecond: 0 },
    { durationMs: 1000, fromPerSecond: 100, toPerSecond: 300 },
  ];
  const times = [...arrivals('uniform', stages, 1)];
  const inStage = (index: number) => times.filter((timeMs) => Math.floor(timeMs / 1000) === index).length;
  assert.deepEqual([inStage(0), inStage(1), inStage(2)], [100, 0, 200]);
});

test('the arrivals before the time of a place are that place', () => {
  const stages = [
    { durationMs: 700, fromPerSecond: 0, toPerSecond: 300 },
    { durationMs: 500, fromPerSecond: 0, toPerSecond: 0 },
    { durationMs: 900, fromPerSecond: 250, toPerSecond: 50 },
  ];
  const [before, timeOf] = [arrivalsBefore(stages), inverseCumulative(stages)];
  for (const place of [0, 1, 50, 104.9, 105.1, 200, 239.9]) {
    assert.ok(Math.abs(before(timeOf(place)!) - place) < 1e-9, `${place}`);
  }
  assert.deepEqual([before(1000), before(2100), before(9999)], [105, 240, 240]);
});

test('Poisson arrivals have the mean and the variance of their count', () => {
  const counts = Array.from({ length: 400 }, (_, seed) => [...arrivals('poisson', constant, seed)].length);
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
  // Four standard errors: sqrt(200/400) for the mean, 200 sqrt(2/399) for the variance.
  assert.ok(Math.abs(mean - 200) < 4 * 0.71, `mean ${mean}`);
  assert.ok(Math.abs(variance - 200) < 4 * 14.2, `variance ${variance}`);
});

test('the same seed gives the same arrivals, another seed others', () => {
  const times = (seed: number) => [...arrivals('poisson', constant, seed)];
  assert.deepEqual(times(3), times(3));
  assert.notDeepEqual(times(3), times(4));
});

test('the arrivals of 1,000 shards are those of the slot, one by one', () => {
  const stages = [{ durationMs: 1000, fromPerSecond: 1500, toPerSecond: 2500 }];
  const whole = [...arrivals('poisson', stages, 3)];
  const shares = Array.from({ length: 1000 }, (_, index) => [...shardOf(whole, index, 1000)]);
  assert.ok(shares.every(({ length }) => length === 1 || length === 2 || length === 3));
  const union = shares.flat().sort((a, b) => a.n - b.n);
  assert.deepEqual(
    union.map(({ n, timeMs }) => [n, timeMs]),
    whole.map((timeMs, n) => [n, timeMs]),
  );
});

test('the union of the shards is exactly the slot, whatever the rates, the process and the number of shards', () => {
  const random = seededRandom(11);
  for (let round = 0; round < 200; round += 1) {
    const stages = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
      durationMs: 100 + Math.floor(random() * 900),
      fromPerSecond: Math.floor(random() * 500),
      toPerSecond: Math.floor(random() * 500),
    }));
    const name = ARRIVALS_NAMES[round % ARRIVALS_NAMES.length]!;
    const shards = 1 + Math.floor(random() * 7);
    const whole = [...arrivals(name, stages, round)];
    const parts = Array.from({ length: shards }, (_, index) => [
      ...shardOf(arrivals(name, stages, round), index, shards),
    ]);
    const union = parts.flat().sort((a, b) => a.n - b.n);
    assert.deepEqual(
      union.map((arrival) => arrival.timeMs),
      whole,
    );
    assert.ok(whole.every((timeMs, n) => n === 0 || timeMs >= whole[n - 1]!));
    if (name === 'uniform') assert.equal(whole.length, Math.ceil(expectedArrivals(stages) - 1e-9));
  }
});
