import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactInterval } from './binomial.js';

/** Of R: `binom.test(count, of)$conf.int`. */
const KNOWN = [
  [0, 40, 0, 0.088097],
  [1, 40, 0.000632745, 0.1315859],
  [5, 100, 0.01643188, 0.1128349],
  [2, 3, 0.09429932, 0.991596],
  [40, 40, 0.911903, 1],
] as const;

test('the interval of a share is that of Clopper and Pearson', () => {
  for (const [count, of, low, high] of KNOWN) {
    const found = exactInterval(count, of);
    assert.ok(Math.abs(found.low - low) < 2e-6, `${count} of ${of}: ${found.low}`);
    assert.ok(Math.abs(found.high - high) < 2e-6, `${count} of ${of}: ${found.high}`);
  }
});

test('nothing was tried, and nothing is known', () => {
  assert.deepEqual(exactInterval(0, 0), { low: 0, high: 1 });
});
