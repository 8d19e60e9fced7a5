import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlotRecord } from '../../model/run/run.js';
import { exampleRun } from '../../testing/example-run.js';
import { exampleServiceRun } from '../../testing/example-service.js';
import { examplePolicy } from '../../testing/example-workload.js';
import { analyse } from './findings.js';
import { createLive } from './live.js';

test('what is shown while a run goes on comes to what its findings say at the end', () => {
  const policies = [
    examplePolicy('cold', { keepAlive: false, connectionsPerRequest: 1 }),
    examplePolicy('lossy', { failureShare: 0.1 }),
  ];
  const run = exampleRun({ policies });
  const live = createLive(['cold', 'lossy']);
  assert.deepEqual(live.figures()[0], {
    arm: 'cold',
    requests: 0,
    failures: 0,
    connectionsPerRequest: null,
    p50Ms: null,
    p99Ms: null,
    cpuUsPerRequest: null,
  });
  for (const slot of run.slots) live.add(slot);
  const findings = analyse(run);
  assert.equal(live.blocks(), findings.blocks.valid);
  for (const { arm, requests, failures, connectionsPerRequest, p50Ms, p99Ms, cpuUsPerRequest } of live.figures()) {
    const policy = findings.policies[arm]!;
    assert.equal(requests, policy.requests);
    assert.equal(failures, policy.failures.timeout ?? 0);
    assert.equal(connectionsPerRequest, policy.connections.opened / policy.requestsSent);
    assert.equal(cpuUsPerRequest, policy.cpuUsPerRequest.mean);
    assert.deepEqual([p50Ms, p99Ms], [policy.responseTimeMs.p50, policy.responseTimeMs.p99]);
  }
});

test('of a service it is its own connections and its own CPU', () => {
  const run = exampleServiceRun();
  const live = createLive(run.plan.arms.map(({ name }) => name));
  for (const slot of run.slots) live.add(slot);
  const { policies } = analyse(run);
  for (const { arm, connectionsPerRequest, cpuUsPerRequest } of live.figures()) {
    assert.equal(connectionsPerRequest, policies[arm]!.connections.perRequest);
    assert.equal(cpuUsPerRequest, policies[arm]!.cpuUsPerRequest.mean);
  }
});

test('a block that is dropped is not done', () => {
  const late = { name: 'late-sends', severity: 'drop', value: 300, figures: { lagMs: 300 } } as const;
  const isLate = ({ invocation, block, arm }: SlotRecord) => invocation === 0 && block === 1 && arm === 'cold';
  const run = exampleRun({ histograms: false, edit: (slot) => (isLate(slot) ? { ...slot, guards: [late] } : slot) });
  const live = createLive(['cold', 'keep-alive']);
  for (const slot of run.slots) live.add(slot);
  assert.deepEqual([live.blocks(), analyse(run).blocks.valid], [11, 11]);
});
