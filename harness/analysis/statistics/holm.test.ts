import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holmLevels } from './holm.js';

const alphas = (chances: readonly (number | null)[]) =>
  holmLevels(chances).map((level) => Number((1 - level).toFixed(6)));

test('one contrast keeps 5 %', () => {
  assert.deepEqual(alphas([0.2]), [0.05]);
  assert.deepEqual(alphas([]), []);
});

test('the surest of three is held against a third of 5 %, the next against a half', () => {
  assert.deepEqual(alphas([0.01, 0.9, 0.001]), [0.025, 0.05, 0.016667]);
});

test('from the first that claims nothing on all keep its level', () => {
  assert.deepEqual(alphas([0.03, 0.02, 0.04]), [0.016667, 0.016667, 0.016667]);
  assert.deepEqual(alphas([0.001, 0.04, 0.04]), [0.016667, 0.025, 0.025]);
});

test('a contrast without an interval was looked at all the same', () => {
  assert.deepEqual(alphas([0.03, null]), [0.025, 0.025]);
  assert.deepEqual(alphas([0.02, null, null, null, null]), [0.01, 0.01, 0.01, 0.01, 0.01]);
});
