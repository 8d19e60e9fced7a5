import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moreToTell } from './advice.js';
import type { Pair } from './pairs.js';

/** Blocks by invocation, each with the ratio of the policy to the baseline. */
const pairs = (...ratios: readonly (readonly number[])[]): Pair[] =>
  ratios.flatMap((blocks, invocation) => blocks.map((ratio) => ({ invocation, baseline: 100, policy: 100 * ratio })));

const countIn = (advice: string) => Number(/\d+/.exec(advice)?.[0]);

test('blocks that spread ask for more blocks than were run', () => {
  const advice = moreToTell(pairs([0.8, 1.2, 0.9, 1.1], [1.2, 0.8, 1.1, 0.9]));
  assert.match(advice, /^about \d+ blocks would tell 5 %$/);
  assert.ok(countIn(advice) > 8, advice);
});

test('invocations that spread ask for more invocations, as more blocks would not help', () => {
  const advice = moreToTell(pairs([0.9, 0.9, 0.9, 0.9], [1, 1, 1, 1], [1.1, 1.1, 1.1, 1.1]));
  assert.match(advice, /^about \d+ invocations would tell 5 %, as processes differ more than their blocks$/);
  assert.ok(countIn(advice) > 3, advice);
});

test('no number is named that was run already', () => {
  assert.equal(moreToTell(pairs([1.01, 0.99, 1.01, 0.99])), 'run more blocks');
  const steady = pairs([0.99, 0.99], [1, 1], [1.01, 1.01], [0.99, 0.99], [1, 1], [1.01, 1.01]);
  assert.match(moreToTell(steady), /^run more invocations, as /);
  assert.equal(moreToTell(pairs([1])), 'run more blocks');
});
