import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlotRecord } from '../../model/run/run.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { withQueries } from '../../testing/example-slot.js';
import { COLD, examplePolicy, KEEP_ALIVE } from '../../testing/example-workload.js';
import { sortBlocks } from './blocks.js';
import { policyFindings } from './policies.js';

const findingsOf = (policy: string, options: ExampleOptions = {}) =>
  policyFindings(sortBlocks(exampleRun(options)).valid, policy, exampleRun().plan.workload);

describe('what a policy did', () => {
  it('is counted exactly', () => {
    const cold = findingsOf('cold');
    assert.equal(cold.requests, 4800);
    assert.deepEqual(cold.failures, {});
    assert.deepEqual(cold.connections, {
      opened: 4800,
      perRequest: 1,
      perSecondAtPeak: 2000,
      reusedRequests: 0,
      scaling: 'per request',
    });
    assert.deepEqual(cold.tls, { full: 480, resumed: 4320 });
    assert.deepEqual([cold.dns.lookups, cold.dns.perSecondAtPeak], [4800, 2000]);
    assert.deepEqual([cold.dns.queries, cold.dns.queriesPerSecondAtPeak], [null, null]);
    assert.equal(findingsOf('keep-alive').connections.perSecondAtPeak, 20);
  });

  it('counts the queries of its lookups at the server, with the lead-in', () => {
    const { queries, queriesPerSecondAtPeak } = findingsOf('cold', { edit: withQueries(1000) }).dns;
    assert.deepEqual([queries, queriesPerSecondAtPeak], [12_000, 4000]);
    const timed = (slot: SlotRecord): SlotRecord => {
      const seconds = { accepts: null, dnsQueries: { leadIn: 600, measured: [300, 100] } };
      const { witnesses } = withQueries(1000)(slot);
      return { ...slot, witnesses: { ...witnesses, seconds } };
    };
    // 400 queries for the 400 requests of the measured part.
    assert.equal(findingsOf('cold', { edit: timed }).dns.queriesPerSecondAtPeak, 2000);
    assert.deepEqual(findingsOf('cold', { edit: withQueries(0) }).dns.queries, 0);
  });

  it('counts connections per request that was sent, not per planned one', () => {
    const half = findingsOf('cold', {
      edit: (slot) => ({
        ...slot,
        tally: { ...slot.tally, sent: 200, completed: 200, connections: { ...slot.tally.connections, opened: 200 } },
      }),
    });
    assert.equal(half.requests, 4800);
    assert.equal(half.connections.perRequest, 1);
  });

  it('divides CPU by the requests that completed, and by nothing else', () => {
    const failing = examplePolicy('keep-alive', { failureShare: 0.25 });
    const found = findingsOf('keep-alive', { policies: [COLD, failing] });
    assert.deepEqual(found.failures, { timeout: 1200 });
    assert.ok(Math.abs(found.cpuUsPerRequest.mean - 200) < 1e-9);
    assert.equal(found.targetCpuUsPerRequest, 150);
  });

  it('has an interval around its CPU that holds the mean', () => {
    const { mean, low, high } = findingsOf('cold', { slotNoise: 0.12 }).cpuUsPerRequest;
    assert.ok(low! < mean && mean < high!);
    const single = findingsOf('cold', { invocations: 1, blocks: 1 }).cpuUsPerRequest;
    assert.deepEqual([single.low, single.high], [null, null]);
  });

  it('leaves dropped blocks out of everything', () => {
    const lostBlocks = [{ invocation: 0, block: 0, reason: 'lost' }];
    assert.equal(findingsOf('cold', { lostBlocks }).requests, 4400);
  });

  it('lays its seconds end to end in time order', () => {
    const { series } = findingsOf('cold', {
      invocations: 1,
      blocks: 2,
      edit: (slot) => ({
        ...slot,
        tally: { ...slot.tally, seconds: slot.tally.seconds.map((one) => ({ ...one, requests: slot.block * 10 })) },
      }),
    });
    assert.deepEqual(series.requests, [0, 0, 10, 10]);
    assert.equal(series.responseTimeP99Ms.length, 4);
  });

  it('stays finite with no block at all', () => {
    const none = policyFindings([], 'cold', exampleRun().plan.workload);
    assert.equal(none.requests, 0);
    assert.deepEqual(none.cpuUsPerRequest, { mean: 0, low: null, high: null });
    assert.deepEqual(none.responseTimeMs, { p50: null, p90: null, p99: null, max: null });
    assert.equal(none.targetCpuUsPerRequest, null);
  });
});

describe('quantiles', () => {
  const quantilesOf = (requests: number) =>
    findingsOf('keep-alive', { invocations: 1, blocks: 1, requestsPerSlot: requests, policies: [COLD, KEEP_ALIVE] })
      .responseTimeMs;

  it('are in milliseconds', () => {
    const { p50, p99, max } = quantilesOf(2000);
    assert.ok(Math.abs(p50! - 5) < 0.05, `${p50}`);
    assert.ok(Math.abs(p99! - 19.1) < 0.4, `${p99}`);
    assert.ok(max! > p99!);
  });

  it('need twenty requests, and 368 for the 99th percentile', () => {
    assert.equal(quantilesOf(19).p50, null);
    assert.equal(quantilesOf(19).max !== null, true);
    assert.equal(quantilesOf(20).p90 !== null, true);
    assert.equal(quantilesOf(367).p99, null);
    assert.equal(quantilesOf(368).p99 !== null, true);
  });
});
