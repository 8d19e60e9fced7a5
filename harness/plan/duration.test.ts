import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RateStage } from '../model/workload/workload.js';
import { exampleRun } from '../testing/example-run.js';
import { openLoad } from '../testing/example-workload.js';
import { plannedRequests } from './duration.js';

test('the requests of lead-in and warm-up are planned for a load that starts at 0 too', () => {
  const { plan } = exampleRun({ histograms: false });
  const planned = (stages: readonly RateStage[]) => {
    const load = { ...openLoad(plan.workload), stages };
    return plannedRequests({ ...plan, workload: { ...plan.workload, load } });
  };
  const steady = planned([{ durationMs: 2000, fromPerSecond: 100, toPerSecond: 100 }]);
  // 2 policies: 15 blocks of 250, and three times 6 s of warm-up at 100/s.
  assert.equal(steady, 2 * (15 * 250 + 3 * 600));
  assert.equal(planned([{ durationMs: 2000, fromPerSecond: 0, toPerSecond: 200 }]), steady);
});

test('blocks in place of dropped ones may be those of the highest of several rates', () => {
  const { plan } = exampleRun({ histograms: false });
  const of = (factors?: readonly number[]) => {
    const load = { ...openLoad(plan.workload), ...(factors && { factors }) };
    return plannedRequests({ ...plan, workload: { ...plan.workload, load } })!;
  };
  assert.ok(plan.spareBlocks > 0);
  assert.ok(of([0.5, 1.5]) > of());
});
