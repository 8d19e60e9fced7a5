import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SlotMeasurement } from '../../harness/model/protocol/slot.js';
import { failures } from '../../harness/model/run/tally.js';
import type { SimulatedTarget } from '../../harness/model/workload/workload.js';
import { readHistogram } from '../../harness/tally/histogram.js';
import { type JobChanges, testJob, testPolicy, testSimulation } from '../../harness/testing/example-job.js';
import type { Clock } from '../clock.js';
import { COMPLETED, type Exchange } from '../exchange.js';
import { createHost } from '../host.js';
import { createLoop } from './index.js';
import { createShardRecorder } from './recorder.js';

/** The whole path of a slot on a virtual clock, against answers computed by hand. */

const hosts = new Map([1, 3].map((threads) => [threads, createHost(threads)]));
after(() => Promise.all([...hosts.values()].map((host) => host.close())));

interface Shape extends Omit<JobChanges, 'loop'> {
  readonly concurrency: number;
  readonly count?: number;
}

function replay(target: Partial<SimulatedTarget>, { concurrency, count, ...changes }: Shape): Promise<SlotMeasurement> {
  const simulation = { target: testSimulation(target), clock: 'virtual', cpuFactor: 1 } as const;
  const loop = { kind: 'closed', concurrency, count: count ?? null } as const;
  const job = testJob({ client: 'simulated', simulation, loop, ...changes });
  return hosts.get(job.threads)!.measure(job);
}

const COLD = testPolicy({ keepAlive: false });

for (const threads of [1, 3]) {
  for (const [concurrency, serviceMs] of [
    [3, 4],
    [10, 5],
    [50, 20],
  ] as const) {
    test(`${concurrency} in flight, ${serviceMs} ms each, ${threads} threads: ${concurrency}/${serviceMs} per ms`, async () => {
      const { tally, elapsedMs } = await replay({ serviceMs, connectMs: 0 }, { concurrency, threads });
      assert.equal(tally.completed, (concurrency * 1000) / serviceMs);
      assert.equal(elapsedMs, 1000);
      assert.equal(tally.connections.opened, concurrency);
    });
  }
}

test('a cold request takes its connection and its service each time', async () => {
  const { tally, elapsedMs } = await replay({ serviceMs: 6, connectMs: 4 }, { concurrency: 5, policy: COLD });
  assert.deepEqual([tally.completed, tally.connections.opened, tally.reused, elapsedMs], [500, 500, 0, 1000]);
});

test('a sequence of 100 takes 100 times the connection and the service, whatever the length of the slot', async () => {
  const sequence = { concurrency: 1, count: 100, slotMs: 200 };
  const cold = await replay({ serviceMs: 5, connectMs: 3 }, { ...sequence, policy: COLD });
  assert.deepEqual([cold.tally.planned, cold.tally.completed, cold.tally.connections.opened], [100, 100, 100]);
  assert.equal(cold.elapsedMs, 800);
  const warm = await replay({ serviceMs: 5, connectMs: 3 }, sequence);
  assert.deepEqual([warm.tally.completed, warm.tally.connections.opened, warm.elapsedMs], [100, 1, 503]);
});

test('the lead-in is by time, is not counted, and leaves the pool full; the time runs from the first measured send', async () => {
  const { tally, totals, elapsedMs } = await replay(
    { serviceMs: 4, connectMs: 0 },
    { concurrency: 1, count: 25, leadInMs: 9 },
  );
  // Sent at 0, 4 and 8; the next at 12 is the first that is measured.
  assert.deepEqual([tally.planned, totals.requestsSent], [25, 28]);
  assert.deepEqual([tally.connections.opened, totals.connectionsOpened], [0, 1]);
  assert.equal(elapsedMs, 100);
});

test('a count is exact over several threads', async () => {
  const { tally } = await replay({ serviceMs: 5 }, { concurrency: 10, count: 1000, threads: 3 });
  assert.deepEqual([tally.planned, tally.sent, tally.completed], [1000, 1000, 1000]);
});

test('more in flight than the target serves wait at the target: the throughput is its own', async () => {
  const { tally } = await replay({ capacity: 4, serviceMs: 8, connectMs: 0 }, { concurrency: 16 });
  assert.ok(Math.abs(tally.completed - 500) <= 16, `${tally.completed}`);
  const response = readHistogram(tally.responseTimeUs);
  assert.ok(Math.abs(response!.quantileUs(0.5) - 32_000) < 100, `${response!.quantileUs(0.5)}`);
});

test('there is no schedule to be late on, and response time is service time', async () => {
  const { tally } = await replay({}, { concurrency: 7 });
  assert.equal(tally.scheduleLagUs, '');
  assert.equal(tally.responseTimeUs, tally.serviceTimeUs);
});

test('a request that does not end in time makes room for the next', async () => {
  const policy = testPolicy({ requestTimeoutMs: 100 });
  const { tally } = await replay({ serviceMs: 10_000 }, { concurrency: 2, policy });
  assert.deepEqual([tally.planned, failures(tally), tally.failed.timeout], [20, 20, 20]);
});

test('no time and no count is no request', async () => {
  const { tally, elapsedMs } = await replay({}, { concurrency: 2, slotMs: 0 });
  assert.deepEqual([tally.planned, elapsedMs], [0, 0]);
});

test('a timer that is early sends nothing before the start: without a lead-in every request is measured', async () => {
  // Looks again each turn, and is early three times.
  let nowMs = -3.5;
  const clock: Clock = {
    nowMs: () => nowMs,
    at: (_timeMs, run) => {
      nowMs += 1;
      setImmediate(run);
    },
    approach: () => {},
  };
  const recorder = createShardRecorder({ measuredFromMs: 0, scheduled: false, requests: 1 });
  const job = testJob({ loop: { kind: 'closed', concurrency: 1, count: 10 } });
  const loop = createLoop({ job, index: 0 }, clock, recorder);
  const send = (exchange: Exchange) => setImmediate(() => loop.ended(exchange, COMPLETED));
  await loop.run({ send, cancel: () => {}, close: () => {} });
  assert.deepEqual([recorder.tally().planned, recorder.totals().requestsSent], [10, 10]);
});
