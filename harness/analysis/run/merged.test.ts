import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentences } from '../../../reports/index.js';
import type { MergedShard } from '../../model/run/shard.js';
import { mergedDoubts, mergedFindings } from './merged.js';

const startAt = '2026-12-01T12:00:00.000Z';
const aheadMs = { low: -5, high: 5 };

function shard(index: number, changes: Partial<MergedShard> = {}): MergedShard {
  return { index, outcome: { kind: 'complete' }, mostLateMs: 3, clockAheadMs: aheadMs, ...changes };
}

const said = (of: number, shards: readonly MergedShard[], at: string | null = startAt) =>
  sentences(mergedDoubts(mergedFindings({ of, startAt: at, shards })));

test('shards that are missing or ended early are named, and a run that has all of them whole says nothing', () => {
  assert.deepEqual(said(2, [shard(0), shard(1)]), []);
  assert.deepEqual(mergedDoubts(null), []);
  const action = 'blocks that they did not measure are in no figure, and nothing is scaled up for them';
  assert.deepEqual(said(4, [shard(0), shard(3, { outcome: { kind: 'interrupted' } })]), [
    `merged of 2 of 4 shards: shards 1 and 2 are missing; shard 3 ended early (interrupted): ${action}`,
  ]);
  assert.deepEqual(said(1000, [shard(7)]), [
    `merged of 1 of 1,000 shards: shards 0, 1, 2, 3, 4 and 994 more are missing: ${action}`,
  ]);
});

test('a clock that was held against none is told, where there is more than one', () => {
  const unasked = (index: number): MergedShard => {
    const { clockAheadMs: _, ...rest } = shard(index);
    return rest;
  };
  assert.match(said(2, [shard(0), unasked(1)]).join(), /^the clock of shard 1 of 2 was held against none/);
  assert.match(said(2, [unasked(0), unasked(1)]).join(), /^the clocks of all 2 shards were held against none/);
  assert.deepEqual(said(1, [unasked(0)]), []);
  assert.deepEqual(said(2, [unasked(0), unasked(1)], null), [], 'virtual');
});
