import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { ALL, EXAMPLE, merged, type Shard, shard } from '../../testing/example-shards.js';
import { run as runShape } from '../record/run-shape.js';
import { createMerge } from './merge.js';

const told = (text: RegExp) => (error: unknown) => error instanceof UserMistake && text.test(error.message);

test('what a shard did not measure makes its block incomplete, with the number and the reason, and is never scaled', () => {
  const reasons = (run: Run) => run.lostBlocks.map(({ block, reason }) => `${block}: ${reason}`);
  const half = EXAMPLE.slots.filter(({ block }) => block === 0);
  const cases: readonly (readonly [string, Run, readonly string[]])[] = [
    ['two', merged([shard(1)]), [0, 1].map((block) => `${block}: shards 0, 2 of 3 are missing`)],
    ['missing', merged([shard(0), shard(2)]), ['0: shard 1 of 3 is missing', '1: shard 1 of 3 is missing']],
    [
      'half a file',
      merged([shard(0), shard(2)], ['shards/1/run.json is damaged or cut off']),
      [0, 1].map((block) => `${block}: shard 1 of 3 is missing; not read: shards/1/run.json is damaged or cut off`),
    ],
    [
      'killed',
      merged([shard(0), shard(1, { slots: half, outcome: { kind: 'interrupted' } }), shard(2)]),
      ['1: shard 1 of 3 ended before it: interrupted'],
    ],
    [
      '3 s late',
      merged([
        shard(0),
        shard(1),
        shard(2, { slots: half, lostBlocks: [{ invocation: 0, block: 1, reason: 'it came to the slot 3.0 s late' }] }),
      ]),
      ['1: shard 2 of 3 lost it: it came to the slot 3.0 s late'],
    ],
    [
      'a clock',
      merged(
        [0, 1, 2].map((index) =>
          shard(index, {}, { clockAheadMs: { low: index === 2 ? 1990 : -5, high: index === 2 ? 2010 : 20 } }),
        ),
      ),
      [0, 1].map(
        (block) =>
          `${block}: shard 2 of 3 has a clock at least 1.97 s ahead of the others, more than the 250 ms allowed`,
      ),
    ],
  ];
  for (const [name, run, expected] of cases) {
    assert.deepEqual(reasons(run), expected, name);
    const lost = new Set(run.lostBlocks.map(({ block }) => block));
    assert.equal(run.slots.length, 2 * (2 - lost.size), name);
    assert.equal(run.outcome.kind, 'complete', name);
    assert.equal(runShape(run), null, name);
  }
});

test('shards of another version, start, seed or plan are refused by what differs, and so is one that is there twice', () => {
  const { workload } = EXAMPLE.plan;
  const other = (change: Partial<typeof workload>) => ({
    plan: { ...EXAMPLE.plan, workload: { ...workload, ...change } },
  });
  const refused = (run: Shard, text: RegExp) => assert.throws(() => merged([ALL[0], run]), told(text));
  refused(
    shard(1, { environment: { ...EXAMPLE.environment, holdline: '9.9.9' } }),
    /version of holdline is 0\.1\.0 in shard 0 .*9\.9\.9 in shard 1/,
  );
  refused(shard(1, { environment: { ...EXAMPLE.environment, node: '99.0.0' } }), /version of Node/);
  refused(shard(1, {}, { of: 4 }), /number of shards is 3 in .* and 4 in/);
  refused(shard(1, {}, { startAt: '2026-12-01T12:01:00.000Z' }), /the start is/);
  refused(shard(1, other({ load: { ...workload.load, seed: 8 } })), /the seed is 7 in .* and 8 in/);
  refused(shard(1, other({ slo: { ...workload.slo, p99Ms: 1 } })), /the workload's slo\.p99Ms is 100 in .* and 1 in/);
  refused(shard(1, other({ policies: workload.policies.slice(1) })), /the workload's policies\./);
  refused(shard(3), /shards\/3 is damaged: it is shard 3 of 3/);
  refused(ALL[0], /shard 0 is there twice/);
  // How many threads a machine has changes nothing of what is sent.
  assert.deepEqual(
    merged([ALL[0], shard(1, other({ load: { ...workload.load, threads: 9 } })), ALL[2]]).lostBlocks,
    [],
  );
  assert.throws(() => createMerge().finish(), told(/no shard could be read/));
});
