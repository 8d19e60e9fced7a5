import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TargetListening, TargetSpec } from '../harness/model/protocol/slot.js';
import type { Tally } from '../harness/model/run/tally.js';
import { startChild } from '../harness/system/child.js';
import { readHistogram } from '../harness/tally/histogram.js';
import { constantRate, testJob } from '../harness/testing/example-job.js';
import { createHost } from './host.js';

const SPEC: TargetSpec = {
  tls: false,
  latencyMs: 2,
  bodyBytes: 100,
  keepAliveTimeoutMs: 60_000,
  maxRequestsPerSocket: 0,
  ports: 1,
};
const TARGET = new URL('../harness/servers/target-process.js', import.meta.url);
const CONNECTIONS = 10;
const RATE = 400;
/** The eleventh slowest of a thousand was meant to leave 28 ms after the first that met it. */
const FROZEN_MS = 265;
const SEEN_MS = 215;

/** A machine that is busy with something else holds other requests up too, and then as many are slow as are not. */
const ATTEMPTS = 3;

test('a target that freezes for a quarter of a second shows in the response time of all who had to wait, not only of those in flight', {
  skip: process.platform === 'win32' ? 'a process cannot be stopped there' : false,
}, async () => {
  for (let attempt = 1; ; attempt += 1) {
    const tally = await measureFrozen();
    assert.equal(tally.completed, 1000);
    const response = readHistogram(tally.responseTimeUs)!;
    const service = readHistogram(tally.serviceTimeUs)!;
    // A hundred requests were meant to leave while it was frozen, and the eleventh slowest of a thousand is the p99.
    assert.ok(response.quantileUs(0.99) > SEEN_MS * 1000, `response time p99 ${response.quantileUs(0.99)} us`);
    assert.ok(service.maxUs > SEEN_MS * 1000, `the slowest ${service.maxUs} us`);
    // From the actual send, only a request that was in flight has seen the freeze: one per connection at most.
    const othersUs = service.quantileUs(1 - CONNECTIONS / tally.completed - 0.001);
    if (othersUs < (SEEN_MS / 2) * 1000) return;
    assert.ok(attempt < ATTEMPTS, `service time ${othersUs} us of those that were not in flight`);
  }
});

async function measureFrozen(): Promise<Tally> {
  const target = startChild(TARGET, 'target to freeze');
  const { ports } = await target.call<TargetListening>({ kind: 'listen', spec: SPEC } as never);
  const host = createHost(1);
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', port: ports[0]!, ca: null, localAddress: null } as const;
  const stages = constantRate(RATE, 2500);
  const measuring = host.measure(testJob({ endpoint, stages, connections: CONNECTIONS }));
  setTimeout(() => {
    process.kill(target.pid, 'SIGSTOP');
    setTimeout(() => process.kill(target.pid, 'SIGCONT'), FROZEN_MS);
  }, 1000);
  const { tally } = await measuring;
  await host.close();
  target.kill();
  return tally;
}
