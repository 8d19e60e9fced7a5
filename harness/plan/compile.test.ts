import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRun } from '../testing/example-run.js';
import { canonicalJson } from './canonical.js';
import { compilePlan, replacementFor, slotPlans } from './compile.js';

const { workload } = exampleRun({ invocations: 3, blocks: 20 }).plan;

test('every block holds every policy once, and the blocks of a pair mirror each other', () => {
  const { invocations } = compilePlan(workload);
  for (const { blocks } of invocations) {
    assert.equal(blocks.length, 20);
    for (const { order } of blocks) assert.deepEqual([...order].sort(), ['cold', 'keep-alive']);
    for (let pair = 0; pair < 20; pair += 2) {
      assert.deepEqual(blocks[pair]!.order.toReversed(), blocks[pair + 1]!.order);
    }
  }
  const firsts = invocations
    .flatMap(({ blocks }) => blocks.filter((_, index) => index % 2 === 0))
    .map((b) => b.order[0]);
  assert.equal(new Set(firsts).size, 2, 'the order of a pair is drawn, not fixed');
});

test('the seeds of blocks are all different, and all of the plan follows from the seed', () => {
  const plan = compilePlan(workload);
  const seeds = plan.invocations.flatMap(({ blocks }) => blocks.map((block) => block.seed));
  assert.equal(new Set(seeds).size, seeds.length);
  assert.deepEqual(plan, compilePlan(workload));
  assert.notDeepEqual(plan, compilePlan({ ...workload, load: { ...workload.load, seed: 8 } }));
});

test('a replacement keeps the order of the block it stands for, and meets other arrivals', () => {
  const plan = compilePlan(workload);
  const dropped = plan.invocations[1]!.blocks[3]!;
  const replacement = replacementFor(plan, dropped, 20);
  assert.deepEqual(replacement.order, dropped.order);
  assert.notEqual(replacement.seed, dropped.seed);
  assert.equal(plan.spareBlocks, 15);
});

test('the hash of a workload does not depend on the order of its keys', () => {
  assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}');
});

test('every slot of a block replays the load of the workload under the seed of the block, from a source of its own block', () => {
  const plan = compilePlan(workload);
  assert.deepEqual(
    plan.arms.map(({ name, variant }) => [name, variant]),
    [
      ['cold', null],
      ['keep-alive', null],
    ],
  );
  const block = plan.invocations[1]!.blocks[3]!;
  assert.deepEqual(
    slotPlans(plan, block),
    block.order.map((arm) => ({ arm, load: workload.load, seed: block.seed, source: 4 })),
  );
});
