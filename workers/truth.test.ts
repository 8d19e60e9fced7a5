import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import { normal, seededRandom } from '../harness/model/random.js';
import { type Distribution, readHistogram } from '../harness/tally/histogram.js';
import { constantRate, testJob } from '../harness/testing/example-job.js';
import { virtualClock } from './clock.js';
import { COMPLETED } from './exchange.js';
import { createHost } from './host.js';
import { createLoop } from './loop/index.js';
import { createShardRecorder } from './loop/recorder.js';

/** A latency whose quantiles are known must be found again: the truth that the rest of the tool stands on. */

const TOLERANCE = 0.03;
/** The standard normal quantile of each share. */
const SHARES = [
  { share: 0.5, z: 0 },
  { share: 0.9, z: 1.2815515655446004 },
  { share: 0.99, z: 2.3263478740408408 },
] as const;

function lognormal(medianMs: number, sigma: number, seed: number): () => number {
  const random = seededRandom(seed);
  return () => medianMs * Math.exp(sigma * normal(random));
}

function found(distribution: Distribution | null, share: number, expectedMs: number): void {
  const ms = (distribution?.quantileUs(share) ?? Number.NaN) / 1000;
  assert.ok(Math.abs(ms / expectedMs - 1) <= TOLERANCE, `at ${share}: ${ms} ms, expected ${expectedMs} ms`);
}

for (const sigma of [0.25, 0.5, 1]) {
  test(`the quantiles of a lognormal latency of sigma ${sigma} are found, on the virtual clock`, async () => {
    const clock = virtualClock();
    const recorder = createShardRecorder({ measuredFromMs: 0, scheduled: true, requests: 1 });
    // The wider it is, the more requests a quantile needs to be known as well.
    const stages = constantRate(20_000, 10_000 * sigma ** 2);
    const job = testJob({ stages, arrivals: 'poisson', connections: 20_000 });
    const loop = createLoop({ job, index: 0 }, clock, recorder);
    const latencyMs = lognormal(5, sigma, 42);
    const done = loop.run({
      send: (exchange) => clock.at(clock.nowMs() + latencyMs(), () => loop.ended(exchange, COMPLETED)),
      cancel: () => {},
      close: () => {},
    });
    clock.play();
    await done;
    const { responseTimeUs, serviceTimeUs, completed, planned } = recorder.tally();
    assert.equal(completed, planned);
    for (const { share, z } of SHARES) {
      for (const encoded of [responseTimeUs, serviceTimeUs]) {
        found(readHistogram(encoded), share, 5 * Math.exp(sigma * z));
      }
    }
  });
}

test('the delays that a real server applied are found, and response time is never below service time', async (t) => {
  // Long enough for the time on the way, which the server cannot see, to be a small part of it.
  const delayMs = lognormal(200, 0.4, 7);
  const applied: number[] = [];
  const server = http.createServer((_request, response) => {
    const startMs = performance.now();
    setTimeout(() => {
      applied.push(performance.now() - startMs);
      response.end();
    }, delayMs());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = createHost(1);
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await host.close();
  });
  const { port } = server.address() as AddressInfo;
  const serverDelay = monitorEventLoopDelay({ resolution: 1 });
  serverDelay.enable();
  const { tally, loop } = await host.measure(
    testJob({
      endpoint: { protocol: 'http:', hostname: '127.0.0.1', port, ca: null, localAddress: null },
      stages: constantRate(400, 1000),
      connections: 1000,
    }),
  );
  assert.equal(tally.completed, applied.length);
  const [response, service] = [readHistogram(tally.responseTimeUs), readHistogram(tally.serviceTimeUs)];
  for (const { share } of SHARES) assert.ok(response!.quantileUs(share) >= service!.quantileUs(share));
  applied.sort((a, b) => a - b);
  // On a busy machine both ends wait for a core, which is no delay of the server; how long at most, both say themselves.
  const lagMs = readHistogram(tally.scheduleLagUs)!.maxUs / 1000;
  const waitedMs = lagMs + loop.delayMaxMs + serverDelay.max / 1e6;
  t.diagnostic(`waited ${waitedMs} ms at most`);
  for (const { share } of SHARES) {
    const expectedMs = applied[Math.ceil(share * applied.length) - 1]!;
    for (const measured of [service!, response!]) {
      const ms = measured.quantileUs(share) / 1000;
      const most = expectedMs * (1 + TOLERANCE) + waitedMs;
      assert.ok(ms >= expectedMs && ms <= most, `at ${share}: ${ms} ms, expected ${expectedMs} to ${most} ms`);
    }
  }
});
