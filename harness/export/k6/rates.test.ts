import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationText, k6Stages, unitText, wholeRates } from './rates.js';

test('a rate is whole in the first unit that people write', () => {
  const written = (...rates: readonly number[]) => {
    const whole = wholeRates(rates);
    return [...rates.map((rate) => whole.of(rate)), unitText(whole.unitS), whole.worstError];
  };
  assert.deepEqual(written(100), [100, '1s', 0]);
  assert.deepEqual(written(2.5), [150, '1m', 0]);
  assert.deepEqual(written(200_000 / 60), [200_000, '1m', 0]);
  assert.deepEqual(written(0.01, 200), [36, 720_000, '1h', 0]);
  assert.deepEqual(written(1 / 7), [1, '7s', 0]);
  assert.deepEqual(written(0), [0, '1s', 0]);
});

test('a rate that is whole in no unit is rounded, and says by how much', () => {
  const { of, unitS, worstError } = wholeRates([Math.PI]);
  assert.equal(unitS, 86_400);
  assert.ok(Math.abs(of(Math.PI) / unitS / Math.PI - 1) < worstError * 1.001 && worstError > 0 && worstError < 2e-6);
});

test('a step between stages takes no time', () => {
  const stages = [
    { durationMs: 500, fromPerSecond: 10, toPerSecond: 20 },
    { durationMs: 1500, fromPerSecond: 20, toPerSecond: 20 },
    { durationMs: 1000, fromPerSecond: 5, toPerSecond: 0 },
  ];
  assert.deepEqual(k6Stages(stages, wholeRates([10, 20, 5, 0]), 10), [
    { target: 20, durationMs: 500 },
    { target: 20, durationMs: 1500 },
    { target: 5, durationMs: 0 },
    { target: 0, durationMs: 1000 },
  ]);
  assert.deepEqual([500, 1500, 2000, 0].map(durationText), ['500ms', '1500ms', '2s', '0s']);
});
