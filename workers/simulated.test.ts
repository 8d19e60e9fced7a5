import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SlotMeasurement } from '../harness/model/protocol/slot.js';
import { failures } from '../harness/model/run/tally.js';
import type { SimulatedTarget } from '../harness/model/workload/workload.js';
import { readHistogram } from '../harness/tally/histogram.js';
import { constantRate, type JobChanges, testJob, testPolicy, testSimulation } from '../harness/testing/example-job.js';
import { createHost } from './host.js';

/** The whole path of a slot - host, shards, loop, recorder - on a virtual clock, against answers computed by hand. */

const hosts = new Map([1, 2, 3].map((threads) => [threads, createHost(threads)]));
after(() => Promise.all([...hosts.values()].map((host) => host.close())));

function replay(target: Partial<SimulatedTarget>, changes: JobChanges): Promise<SlotMeasurement> {
  const simulation = { target: testSimulation(target), clock: 'virtual', cpuFactor: 1 } as const;
  const job = testJob({ client: 'simulated', simulation, ...changes });
  return hosts.get(job.threads)!.measure(job);
}

function quantilesMs(encoded: string): (share: number) => number {
  const distribution = readHistogram(encoded);
  assert.ok(distribution !== null);
  return (share) => distribution.quantileUs(share) / 1000;
}

/** Three significant digits of a histogram. */
function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 0.002 * expected, `${actual}, expected ${expected}`);
}

test('below capacity every cold request takes the connection and the service, and opens a connection', async () => {
  const { tally, cpu } = await replay({}, { policy: testPolicy({ keepAlive: false }) });
  assert.deepEqual([tally.planned, tally.sent, tally.completed, tally.reused], [100, 100, 100, 0]);
  assert.equal(tally.connections.opened, 100);
  near(quantilesMs(tally.responseTimeUs)(0), 8);
  near(quantilesMs(tally.responseTimeUs)(1), 8);
  assert.equal(cpu.userUs, 100 * 100 + 100 * 600);
});

test('with keep-alive only the first request pays for the connection', async () => {
  const { tally, cpu } = await replay({}, {});
  assert.equal(tally.connections.opened, 1);
  assert.equal(tally.reused, 99);
  near(quantilesMs(tally.responseTimeUs)(0.5), 5);
  near(quantilesMs(tally.responseTimeUs)(1), 8);
  assert.equal(cpu.userUs, 100 * 100 + 600);
});

test('the lead-in fills the pool and is not measured, but its requests and connections stand in the totals', async () => {
  const { tally, totals } = await replay({}, { leadInMs: 500 });
  assert.equal(tally.planned, 100);
  assert.equal(tally.connections.opened, 0);
  assert.deepEqual([totals.requestsSent, totals.requestsCompleted, totals.connectionsOpened], [150, 150, 1]);
});

test('the lead-in goes on into the slot, and of one that starts at 0 it has the mean rate', async () => {
  const totalOf = async (fromPerSecond: number, toPerSecond: number) => {
    const stages = [{ durationMs: 1000, fromPerSecond, toPerSecond }];
    const { tally, totals } = await replay({}, { leadInMs: 500, stages });
    return [tally.planned, totals.requestsSent];
  };
  assert.deepEqual(await totalOf(0, 200), [100, 150]);
  assert.deepEqual(await totalOf(20, 180), [100, 110]);
});

test('beyond capacity the nth response is n x (service - gap) late: nothing is omitted', async () => {
  const { tally } = await replay({ capacity: 1, serviceMs: 15, connectMs: 0 }, {});
  const response = quantilesMs(tally.responseTimeUs);
  near(response(0), 15);
  near(response(0.5), 15 + 49 * 5);
  near(response(1), 15 + 99 * 5);
});

test('over the bound of connections requests wait, the wait is response time and not service time', async () => {
  const { tally } = await replay({ serviceMs: 15, connectMs: 0 }, { connections: 1 });
  near(quantilesMs(tally.responseTimeUs)(1), 15 + 99 * 5);
  near(quantilesMs(tally.serviceTimeUs)(1), 15);
  assert.equal(tally.connections.opened, 1);
});

test('a request that cannot end in time fails where it waits, and every request is accounted for', async () => {
  const { tally } = await replay(
    { serviceMs: 15, connectMs: 0 },
    { connections: 1, policy: testPolicy({ requestTimeoutMs: 100 }) },
  );
  assert.equal(tally.planned, 100);
  assert.equal(tally.completed + failures(tally), 100);
  assert.equal(tally.failed.timeout, failures(tally));
  assert.ok(tally.failed.timeout > 10, `${tally.failed.timeout} timeouts`);
  assert.ok(quantilesMs(tally.responseTimeUs)(1) <= 100.1);
});

test('the shards of a slot count the same requests as one thread, on the virtual clock and as threads', async () => {
  const changes = { arrivals: 'poisson', stages: constantRate(700, 200), seed: 9 } as const;
  const inThreads = { target: testSimulation(), clock: 'real', cpuFactor: 1 } as const;
  const virtual = [1, 2, 3].map((threads) => replay({}, { ...changes, threads }));
  const real = hosts.get(3)!.measure(testJob({ simulation: inThreads, ...changes, threads: 3 }));
  const tallies = (await Promise.all([...virtual, real])).map(({ tally }) => tally);
  const planned = tallies[0]!.planned;
  assert.deepEqual(
    tallies.map((tally) => tally.planned),
    [planned, planned, planned, planned],
  );
  for (const { seconds } of tallies)
    assert.equal(
      seconds.reduce((sum, { requests }) => sum + requests, 0),
      planned,
    );
});

test('signals and timers have their turn while a long slot is played', async () => {
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 1);
  await replay({}, { stages: constantRate(50_000, 1000) });
  clearInterval(ticking);
  assert.ok(ticks >= 3, `${ticks} ticks`);
});

test('a tally does not grow with its requests', async () => {
  const size = async (rate: number) =>
    JSON.stringify((await replay({}, { stages: constantRate(rate, 1000) })).tally).length;
  const [few, many] = [await size(100), await size(20_000)];
  assert.ok(many < few * 1.5, `${few} bytes for 100 requests, ${many} for 20,000`);
});
