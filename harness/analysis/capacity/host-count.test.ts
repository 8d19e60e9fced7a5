import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RateStage } from '../../model/workload/workload.js';
import { exampleRun } from '../../testing/example-run.js';
import { EXAMPLE_FLEET, openLoad } from '../../testing/example-workload.js';
import { analyse } from '../run/findings.js';
import { containersBySecond } from './host-count.js';

const { workload } = exampleRun({ fleet: EXAMPLE_FLEET }).plan;
/** Of the peak, before it is rounded up. */
const EXACT = 19;

const hosts = (stages: readonly RateStage[], seconds: number): number[] => {
  const containersIn = containersBySecond({ ...workload, load: { ...openLoad(workload), stages } }, EXACT)!;
  return Array.from({ length: seconds }, (_, second) => containersIn(second));
};
const stage = (durationMs: number, fromPerSecond: number, toPerSecond = fromPerSecond): RateStage => ({
  durationMs,
  fromPerSecond,
  toPerSecond,
});

describe('the host count', () => {
  it('is that of the peak at a constant rate, whatever the scale', () => {
    assert.deepEqual(hosts([stage(3000, 2000)], 3), [19, 19, 19]);
    assert.deepEqual(hosts([stage(3000, 20)], 3), [19, 19, 19]);
  });

  it('is a ramp on a ramp to the peak', () => {
    // The middle of each second: 1/8, 3/8, 5/8 and 7/8 of 19.
    assert.deepEqual(hosts([stage(4000, 0, 200)], 4), [3, 8, 12, 17]);
    assert.deepEqual(hosts([stage(2000, 0, 200), stage(2000, 200, 0)], 4), [5, 15, 15, 5]);
  });

  it('is never nothing, and takes the rate of what is left of the last second', () => {
    assert.deepEqual(hosts([stage(1000, 0), stage(1500, 200)], 3), [1, 19, 19]);
    assert.deepEqual(hosts([stage(1000, 200), stage(500, 100)], 4), [19, 10, 10, 10]);
  });

  it('is null without a fleet, a rate or a demand', () => {
    assert.equal(containersBySecond({ ...workload, fleet: null }, EXACT), null);
    assert.equal(containersBySecond({ ...workload, load: { ...openLoad(workload), stages: [] } }, EXACT), null);
    assert.equal(containersBySecond(workload, undefined), null);
  });

  it('is what the capacity model recommends, for every policy', () => {
    const noisy = exampleRun({ fleet: { ...EXAMPLE_FLEET, zones: 3 }, slotNoise: 0.1, driftNoise: 0.1 });
    const { policies, capacity } = analyse(noisy);
    for (const [name, { series }] of Object.entries(policies)) {
      const { recommended } = capacity[name]!.containers;
      assert.deepEqual(
        series.containers,
        series.requests.map(() => recommended),
        name,
      );
    }
  });
});
