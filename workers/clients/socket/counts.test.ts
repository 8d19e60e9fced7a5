import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TargetSpec } from '../../../harness/model/protocol/slot.js';
import { failures } from '../../../harness/model/run/tally.js';
import type { EmbeddedTarget } from '../../../harness/servers/http/embedded.js';
import { constantRate, testJob, testPolicy } from '../../../harness/testing/example-job.js';
import { testTarget } from '../../../harness/testing/example-target.js';
import { USUAL_TLS } from '../../../harness/testing/example-workload.js';
import { startTestTarget } from '../../../harness/testing/start-target.js';
import { warmHost as host } from '../testing/warm-host.js';
import { openDriver } from './testing/driver.js';

/** What the client counts against what the server counts. */

async function withTarget(spec: Partial<TargetSpec>, run: (port: number, target: EmbeddedTarget) => Promise<void>) {
  const target = await startTestTarget(testTarget(spec));
  try {
    await run(target.listening.ports[0]!, target);
  } finally {
    target.close();
  }
}

for (const tls of [false, true]) {
  for (const keepAlive of [false, true]) {
    for (const connections of [1, 16]) {
      const name = `${tls ? 'https' : 'http'}, ${keepAlive ? 'keep-alive' : 'cold'}, at most ${connections} at once`;
      test(`${name}: client and server count the same`, () =>
        withTarget({ tls: tls && USUAL_TLS, latencyMs: connections === 1 ? 0 : 20 }, async (port, target) => {
          const { endpoint } = testJob();
          const { tally } = await host.measure(
            testJob({
              client: 'socket',
              policy: testPolicy({ keepAlive, requestTimeoutMs: 60_000 }),
              endpoint: { ...endpoint, protocol: tls ? 'https:' : 'http:', port, ca: target.listening.ca },
              stages: constantRate(300, 200),
              connections,
            }),
          );
          const { counts } = target.read(port);
          const { attempted, opened, handshakesFull, handshakesResumed, lookups } = tally.connections;
          assert.deepEqual([tally.completed, failures(tally), counts.requests], [60, 0, 60]);
          assert.deepEqual([attempted, opened, lookups], [counts.accepts, counts.accepts, 0]);
          assert.deepEqual([handshakesFull, handshakesResumed], [counts.handshakesFull, counts.handshakesResumed]);
          assert.equal(handshakesFull + handshakesResumed, tls ? opened : 0);
          assert.equal(tally.reused, 60 - opened);
          if (keepAlive) assert.ok(opened <= connections, `${opened} connections`);
          else assert.equal(opened, 60);
        }));
    }
  }
}

/** Each of the lanes sends its next request as soon as the one before has ended. */
async function inLanes(port: number, lanes: number, requestsEach: number) {
  const driver = openDriver(port);
  const results: string[] = [];
  const lane = async () => {
    for (let sent = 0; sent < requestsEach; sent += 1) results.push((await driver.send().ending).kind);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  driver.close();
  return { completed: results.filter((kind) => kind === 'completed').length, events: driver.events };
}

for (const [lanes, requestsEach] of [
  [1, 100],
  [1, 101],
  [4, 110],
] as const) {
  test(`a server with 100 requests per socket: ${requestsEach} requests in each of ${lanes} lanes`, () =>
    withTarget({ maxRequestsPerSocket: 100 }, async (port, target) => {
      const { completed, events } = await inLanes(port, lanes, requestsEach);
      assert.equal(completed, lanes * requestsEach);
      assert.equal(target.read(port).counts.accepts, lanes * Math.ceil(requestsEach / 100));
      assert.equal(events.filter((event) => event === 'opened').length, lanes * Math.ceil(requestsEach / 100));
    }));
}

test('a server that closes after every response gets a connection for every request', () =>
  withTarget({ keepAliveTimeoutMs: 0 }, async (port, target) => {
    const { completed } = await inLanes(port, 3, 20);
    assert.deepEqual([completed, target.read(port).counts.accepts], [60, 60]);
  }));

for (const tlsResumption of [false, true]) {
  test(`sequential cold requests over https, resumption ${tlsResumption ? 'on' : 'off'}`, () =>
    withTarget({ tls: USUAL_TLS }, async (port, target) => {
      const endpoint = { protocol: 'https:', ca: target.listening.ca } as const;
      const driver = openDriver(port, { endpoint, policy: { keepAlive: false, tlsResumption } });
      for (let n = 0; n < 4; n += 1) assert.equal((await driver.send().ending).kind, 'completed');
      driver.close();
      const { counts } = target.read(port);
      assert.deepEqual([counts.handshakesFull, counts.handshakesResumed], tlsResumption ? [1, 3] : [4, 0]);
      const resumed = driver.events.filter((event) => event === 'handshake-resumed').length;
      assert.equal(resumed, counts.handshakesResumed);
    }));
}
