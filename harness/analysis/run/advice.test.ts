import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moreToTell } from './advice.js';
import type { Pair } from './pairs.js';

/** Blocks by invocation, each with the ratio of the policy to the baseline. */
const pairs = (...ratios: readonly (readonly number[])[]): Pair[] =>
  ratios.flatMap((blocks, invocation) => blocks.map((ratio) => ({ invocation, baseline: 100, policy: 100 * ratio })));

test('blocks that spread ask for more blocks than were run', () => {
  const advice = moreToTell(pairs([0.8, 1.2, 0.9, 1.1], [1.2, 0.8, 1.1, 0.9]));
  assert.deepEqual([advice.unit, advice.tolerance], ['blocks', 0.05]);
  assert.ok(advice.needed !== null && advice.needed > 8, String(advice.needed));
});

test('invocations that spread ask for more invocations, as more blocks would not help', () => {
  const advice = moreToTell(pairs([0.9, 0.9, 0.9, 0.9], [1, 1, 1, 1], [1.1, 1.1, 1.1, 1.1]));
  assert.equal(advice.unit, 'invocations');
  assert.ok(advice.needed !== null && advice.needed > 3, String(advice.needed));
});

test('no number is named that was run already', () => {
  const { unit, needed } = moreToTell(pairs([1.01, 0.99, 1.01, 0.99]));
  assert.deepEqual([unit, needed], ['blocks', null]);
  const steady = pairs([0.99, 0.99], [1, 1], [1.01, 1.01], [0.99, 0.99], [1, 1], [1.01, 1.01]);
  assert.deepEqual([moreToTell(steady).unit, moreToTell(steady).needed], ['invocations', null]);
  assert.deepEqual([moreToTell(pairs([1])).unit, moreToTell(pairs([1])).needed], [null, null]);
});
