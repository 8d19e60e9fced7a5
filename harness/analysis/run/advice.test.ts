import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRun } from '../../testing/example-run.js';
import { enoughRuns, runsForContrast, runsToNarrow } from './advice.js';
import type { Pair } from './pairs.js';

/** 4 blocks of 2 policies at 2.7 s a slot, with 1.2 s, 2 x 2 s and 1 s of setting up: 27.8 s an invocation. */
const { workload } = exampleRun({ histograms: false }).plan;

/** Blocks by invocation, each with the ratio of the policy to the baseline. */
const pairs = (...ratios: readonly (readonly number[])[]): Pair[] =>
  ratios.flatMap((blocks, invocation) => blocks.map((ratio) => ({ invocation, baseline: 100, policy: 100 * ratio })));

test('three invocations of the planned blocks are the fewest that tell', () => {
  const { invocations, blocks, minutes } = enoughRuns(workload);
  assert.deepEqual([invocations, blocks, Number(minutes.toFixed(2))], [3, 4, 1.39]);
  assert.deepEqual(runsForContrast([], workload), enoughRuns(workload));
  assert.deepEqual(runsForContrast(pairs([0.9, 1.1, 1, 1]), workload), enoughRuns(workload));
});

test('blocks that spread ask for more invocations of as many blocks', () => {
  const more = runsForContrast(pairs([0.97, 1.03, 0.98, 1.02], [1.03, 0.97, 1.02, 0.98]), workload);
  assert.equal(more.invocations, 3);
  const wide = runsForContrast(pairs([0.8, 1.2, 0.9, 1.1], [1.2, 0.8, 1.1, 0.9]), workload);
  assert.ok(wide.invocations !== null && wide.invocations > 8, String(wide.invocations));
  const wider = runsForContrast(pairs([0.6, 1.4, 0.7, 1.3], [1.4, 0.6, 1.3, 0.7]), workload);
  assert.deepEqual([wider.invocations, wider.blocks > 4, wider.blocks % 2], [20, true, 0]);
});

test('invocations that spread ask for more of them, as more blocks would not help', () => {
  const steady = (ratio: number) => [ratio, ratio, ratio, ratio];
  const more = runsForContrast(pairs(steady(0.96), steady(1), steady(1.04)), workload);
  assert.ok(more.invocations !== null && more.invocations > 3, String(more.invocations));
  assert.equal(runsForContrast(pairs(steady(0.7), steady(1), steady(1.3)), workload).invocations, null);
});

test('a change that is far from none asks for no more than it takes to tell it from none', () => {
  const noisy = (middle: number) => pairs(...[-0.1, 0.1, 0].map((off) => [-0.02, 0.02].map((of) => middle + off + of)));
  const [near, far] = [runsForContrast(noisy(0.98), workload), runsForContrast(noisy(0.7), workload)];
  assert.ok(far.invocations !== null && (near.invocations === null || far.invocations < near.invocations));
});

test('a value on its limit cannot be told from it', () => {
  const values = [0, 1, 2].map((invocation) => ({ invocation, value: 0.1 * invocation }));
  assert.equal(runsToNarrow(values, 0, workload).invocations, null);
});
