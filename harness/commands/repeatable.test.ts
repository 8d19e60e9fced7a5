import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { heldOutPlan } from '../plan/held-out.js';
import { exampleRun } from '../testing/example-run.js';
import { requireRepeatable } from './repeatable.js';

const example = exampleRun();
const stage = { durationMs: 2000, fromPerSecond: 1000, toPerSecond: 1000 };
const { workload } = example.plan;
assert.ok(workload.load.kind === 'open');
const RUN = {
  ...example,
  plan: { ...example.plan, workload: { ...workload, load: { ...workload.load, stages: [stage] } } },
};

/** It sent 1,000 requests/s; a machine of `most` is asked for 1.6 times as many. */
const said = (run: typeof RUN, most: number) => {
  try {
    requireRepeatable('runs/peak/latest', run, heldOutPlan(run.plan.workload, 1.6, 1).workload, most);
    return 'it can be made again';
  } catch (error) {
    assert.ok(error instanceof UserMistake);
    return error.mistakes.map(({ what, remedy }) => `${what}; ${remedy}`).join();
  }
};
const merged = { of: 3, startAt: null, shards: [] };

test('what this machine can send is made again, merged or not', () => {
  assert.equal(said(RUN, 1600), 'it can be made again');
  assert.equal(said({ ...RUN, merged }, 1600), 'it can be made again');
});

test('what three machines have sent is refused with the factor that fits, and what else to do', () => {
  const refused = said({ ...RUN, merged }, 1250);
  assert.match(refused, /is of 1600\/s, which is beyond this machine, at most 1250\/s: 3 machines have sent it/);
  assert.match(
    refused,
    /write a --factor of at most 1\.25, or merge a run of shards at another rate, and compare both/,
  );
  assert.match(
    said(RUN, 1250),
    /beyond this machine, at most 1250\/s: it was measured at less.*write a smaller --factor/s,
  );
});

test('a shard, and what another engine measured, are refused', () => {
  const shard = { index: 0, of: 3, startAt: null };
  assert.match(said({ ...RUN, shard }, 1e6), /is shard 0 of 3.*merge the shards/s);
  const imported = { from: 'k6', files: 1, percentiles: 'merged', unknown: [], thresholds: [] } as const;
  assert.match(said({ ...RUN, imported }, 1e6), /was measured by k6.*--production FILE/s);
});
