import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRun } from '../../testing/example-run.js';
import { openLoad } from '../../testing/example-workload.js';
import { shardCount } from './shard-count.js';

test('pods are counted for the highest of several rates', () => {
  const { workload } = exampleRun({ histograms: false }).plan;
  const stages = [{ durationMs: 1000, fromPerSecond: 6000, toPerSecond: 6000 }];
  const cost = { policy: 'cold', cpuUs: 1000, connections: 0, lookups: 0, source: 'here' };
  const of = (factors?: readonly number[]) =>
    shardCount({ ...workload, load: { ...openLoad(workload), stages, ...(factors && { factors }) } }, cost, 1).shards;
  assert.equal(of(), 10);
  assert.equal(of([0.5, 1.5]), 15);
});
