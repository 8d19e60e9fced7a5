import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../model/random.js';
import type { SlotRecord } from '../../model/run/run.js';
import { METRIC_NAMES, type MetricName } from '../../model/workload/metrics.js';
import { createRecorder } from '../../tally/histogram.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { COLD, EXAMPLE_FLEET, examplePolicy, KEEP_ALIVE } from '../../testing/example-workload.js';
import { analyse } from './findings.js';
import { gateStatus, metricValue } from './gates.js';

const gateOn = (metric: MetricName, max: number, options: ExampleOptions = {}) =>
  analyse(exampleRun({ gates: [{ metric, policy: 'keep-alive', max, tolerance: null }], ...options })).gates[0];

describe('the status of a gate', () => {
  for (const [low, high, expected] of [
    [1, 2, 'pass'],
    [1, 3, 'pass'],
    [2, 4, 'inconclusive'],
    [3, 4, 'inconclusive'],
    [3.1, 4, 'fail'],
    [null, null, 'inconclusive'],
  ] as const) {
    it(`is ${expected} for ${low} to ${high} against 3`, () =>
      assert.equal(gateStatus({ value: 2, low, high }, 3), expected));
  }
  it('is "no data" without a value', () => assert.equal(gateStatus(null, 3), 'no data'));
});

describe('gates on a run', () => {
  it('hold counts exactly', () => {
    assert.deepEqual(gateOn('connectionsPerRequest', 0.01), {
      metric: 'connectionsPerRequest',
      policy: 'keep-alive',
      max: 0.01,
      value: 0.01,
      status: 'pass',
    });
    assert.equal(gateOn('connectionsPerRequest', 0.0099)?.status, 'fail');
    assert.equal(gateOn('lookupsPerRequest', 0.01)?.value, 0.01);
  });

  it('wait for the whole interval of CPU', () => {
    assert.equal(gateOn('cpuUsPerRequest', 1000, { slotNoise: 0.12 })?.status, 'pass');
    assert.equal(gateOn('cpuUsPerRequest', 200, { slotNoise: 0.12 })?.status, 'inconclusive');
    assert.equal(gateOn('cpuUsPerRequest', 100, { slotNoise: 0.12 })?.status, 'fail');
  });

  it('fail a response time that only the survivors reached', () => {
    const policies = [COLD, examplePolicy('keep-alive', { failureShare: 0.1 })];
    assert.equal(gateOn('responseTimeP99Ms', 100)?.status, 'pass');
    assert.equal(gateOn('responseTimeP99Ms', 100, { policies })?.status, 'fail');
    assert.equal(
      gateOn('responseTimeP99Ms', 100, { invocations: 1, blocks: 1, requestsPerSlot: 100 })?.status,
      'no data',
    );
  });

  it('leave a response time undecided while its blocks spread around the limit', () => {
    const random = seededRandom(5);
    // Exponential with a mean of 5 ms, whose 99th percentile is 5 ln(100) = 23.03 ms.
    const drawn = (slot: SlotRecord): SlotRecord => {
      const recorder = createRecorder(3);
      for (let n = 0; n < slot.tally.completed; n += 1) recorder.record(-5000 * Math.log(1 - random()));
      return { ...slot, tally: { ...slot.tally, responseTimeUs: recorder.encode() } };
    };
    const statuses = Array.from(
      { length: 40 },
      () =>
        gateOn('responseTimeP99Ms', 23.03, {
          invocations: 4,
          blocks: 2,
          policies: [KEEP_ALIVE],
          edit: drawn,
          baseline: 'keep-alive',
        })?.status,
    );
    const decided = statuses.filter((status) => status !== 'inconclusive').length;
    assert.ok(decided <= 4, `${decided} of 40 were decided`);
    const clear = (max: number) => gateOn('responseTimeP99Ms', max, { invocations: 4, blocks: 2, edit: drawn })?.status;
    assert.deepEqual([clear(15), clear(35)], ['fail', 'pass']);
  });

  it('have no interval of a response time from blocks of too few requests', () => {
    const small = gateOn('responseTimeP99Ms', 100, { requestsPerSlot: 100 });
    assert.equal(small?.status, 'inconclusive');
    assert.ok((small?.value ?? 0) > 0);
  });

  it('have no data on containers without a fleet', () => {
    assert.equal(gateOn('containers', 100)?.status, 'no data');
    assert.equal(gateOn('containers', 100, { fleet: EXAMPLE_FLEET })?.status, 'pass');
  });

  it('leave a mere tolerance to comparisons', () => {
    const gates = [{ metric: 'connectionsPerRequest', policy: 'cold', max: null, tolerance: 0.05 } as const];
    assert.deepEqual(analyse(exampleRun({ gates })).gates, []);
  });
});

describe('the value of a metric', () => {
  it('is found for every metric', () => {
    const findings = analyse(exampleRun({ fleet: EXAMPLE_FLEET }));
    for (const metric of METRIC_NAMES) assert.notEqual(metricValue(findings, 'cold', metric), null, metric);
    assert.equal(metricValue(findings, 'cold', 'handshakesPerRequest')?.value, 1);
    assert.equal(metricValue(findings, 'cold', 'fullHandshakesPerRequest')?.value, 0.1);
  });

  it('is null for a policy that is unknown or was not measured', () => {
    const findings = analyse(exampleRun({ edit: () => null }));
    assert.equal(metricValue(findings, 'nobody', 'failureShare'), null);
    for (const metric of METRIC_NAMES) assert.equal(metricValue(findings, 'cold', metric), null, metric);
  });
});
