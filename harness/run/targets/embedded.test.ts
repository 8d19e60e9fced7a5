import assert from 'node:assert/strict';
import { promises } from 'node:dns';
import { once } from 'node:events';
import net from 'node:net';
import { describe, it } from 'node:test';
import tls from 'node:tls';
import type { Endpoint } from '../../model/protocol/slot.js';
import type { EmbeddedTarget, Policy, TlsSettings } from '../../model/workload/workload.js';
import { monotonicMs } from '../../servers/event-times.js';
import { testDns } from '../../testing/example-dns.js';
import { testPolicy } from '../../testing/example-job.js';
import { EMBEDDED_TARGET, USUAL_TLS } from '../../testing/example-workload.js';
import { startEmbedded } from './embedded.js';
import type { RunningTarget } from './running-target.js';

const RTT_MS = 50;
const CONNECTIONS = 7;
const ATTEMPTS = 4;

const sum = (counts: readonly number[] = []) => counts.reduce((total, count) => total + count, 0);

async function withTarget(
  changes: Partial<EmbeddedTarget>,
  run: (target: RunningTarget) => Promise<void>,
  policies: readonly Policy[] = [testPolicy()],
) {
  const target = await startEmbedded({ ...EMBEDDED_TARGET, latencyMs: 0, ...changes }, policies, 1);
  try {
    await run(target);
  } finally {
    await target.close();
  }
}

/** A cold request: milliseconds from the first step of the connection to the first byte of the answer. */
async function firstByteMs({ port, ca }: Endpoint, session: Buffer | null): Promise<{ ms: number; session: Buffer }> {
  const startMs = performance.now();
  const place = { host: '127.0.0.1', port };
  const resume = session === null ? {} : { session };
  const socket = ca === null ? net.connect(place) : tls.connect({ ...place, ca, servername: 'localhost', ...resume });
  let latest = session ?? Buffer.alloc(0);
  socket.on('session', (given: Buffer) => {
    latest = given;
  });
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  await once(socket, 'data');
  const ms = performance.now() - startMs;
  if (socket instanceof tls.TLSSocket) assert.equal(socket.isSessionReused(), session !== null);
  await once(socket.resume(), 'close');
  return { ms, session: latest };
}

/**
 * What the relay adds, measured in turns with connections that do without it. A busy machine only ever adds time, so the
 * fastest of several is what the round trips alone cost.
 */
async function addedMs(relayed: Endpoint, direct: Endpoint, resume: boolean): Promise<number> {
  const sessionOf = async (endpoint: Endpoint) => (resume ? (await firstByteMs(endpoint, null)).session : null);
  const sessions = [await sessionOf(relayed), await sessionOf(direct)] as const;
  const far: number[] = [];
  const near: number[] = [];
  for (let i = 0; i < CONNECTIONS; i += 1) {
    far.push((await firstByteMs(relayed, sessions[0])).ms);
    near.push((await firstByteMs(direct, sessions[1])).ms);
  }
  return Math.min(...far) - Math.min(...near);
}

describe('round trips to the first byte', { timeout: 120_000 }, () => {
  const check = (tlsOf: EmbeddedTarget['tls'], resume: boolean, roundTrips: number) =>
    withTarget({ tls: tlsOf, rttMs: RTT_MS }, (relayed) =>
      withTarget({ tls: tlsOf }, async (direct) => {
        const shares: number[] = [];
        const isExact = () => shares.some((share) => Math.abs(share - 1) < 0.05);
        while (shares.length < ATTEMPTS && !isExact()) {
          shares.push((await addedMs(relayed.endpointOf(0), direct.endpointOf(0), resume)) / (roundTrips * RTT_MS));
        }
        assert.ok(isExact(), `${shares.join(', ')} of ${roundTrips} round trips`);
      }),
    );
  const old: TlsSettings = { ...USUAL_TLS, version: '1.2' };
  const current: TlsSettings = { ...USUAL_TLS, version: '1.3' };

  // The request itself is one and the TCP handshake another; the others are the handshakes.
  it('are 2 over plain TCP', () => check(false, false, 2));
  it('are 4 over TLS 1.2', () => check(old, false, 4));
  it('are 3 over TLS 1.2, resumed', () => check(old, true, 3));
  it('are 3 over TLS 1.3', () => check(current, false, 3));
  it('are 3 over TLS 1.3, resumed', () => check(current, true, 3));
});

describe('an embedded target behind a relay', () => {
  it('counts its own accepts, and its kernel no others than ours', () =>
    withTarget({ rttMs: 4 }, async (target) => {
      for (let i = 0; i < 3; i += 1) await firstByteMs(target.endpointOf(0), null);
      const reading = await target.read(0);
      assert.deepEqual([reading?.counts.accepts, reading?.counts.requests, reading?.counts.handshakesFull], [3, 3, 3]);
      // The target and the network.
      assert.equal(target.pids.length, 2);
    }));
});

describe('what an embedded target tells by the second', () => {
  it('is all that it accepted since the last reading, before the measured part and in it', () =>
    withTarget({}, async (target) => {
      await firstByteMs(target.endpointOf(0), null);
      const { counts: before, seconds: none } = (await target.read(0))!;
      assert.equal(none, null);
      for (let i = 0; i < 2; i += 1) await firstByteMs(target.endpointOf(0), null);
      const measuredFromMs = monotonicMs();
      for (let i = 0; i < 3; i += 1) await firstByteMs(target.endpointOf(0), null);
      const { counts, seconds } = (await target.read(0, measuredFromMs))!;
      assert.deepEqual([seconds?.accepts?.leadIn, sum(seconds?.accepts?.measured)], [2, 3]);
      assert.equal(counts.accepts - before.accepts, 5);
      assert.deepEqual((await target.read(0, measuredFromMs))?.seconds?.accepts, { leadIn: 0, measured: [] });
    }));

  it('is told of each policy alone, and of queries where a server counts them', () =>
    withTarget(
      { dns: testDns(), rttMs: 2 },
      async (target) => {
        const { dns, hostname } = target.endpointOf(0);
        const resolver = new promises.Resolver();
        resolver.setServers([dns?.server ?? '']);
        await resolver.resolve4(hostname);
        const measuredFromMs = monotonicMs();
        await resolver.resolve4(hostname);
        await resolver.resolve6(hostname);
        await firstByteMs(target.endpointOf(0), null);
        const [asking, system] = await Promise.all([0, 1].map((policy) => target.read(policy, measuredFromMs)));
        const { accepts, dnsQueries } = asking!.seconds!;
        assert.deepEqual([accepts?.leadIn, sum(accepts?.measured)], [0, 1]);
        assert.deepEqual([dnsQueries?.leadIn, sum(dnsQueries?.measured)], [1, 2]);
        assert.equal(asking!.counts.dnsQueries, 3);
        assert.deepEqual(system?.seconds, { accepts: { leadIn: 0, measured: [] }, dnsQueries: null });
      },
      [testPolicy({ dns: 'resolver' }), testPolicy()],
    ));
});

describe('an embedded target with a DNS server', () => {
  it('has a server for each policy that asks it, and localhost for the others', () =>
    withTarget(
      { dns: testDns({ truncated: 1 }) },
      async (target) => {
        const [asking, system] = [target.endpointOf(0), target.endpointOf(1)];
        assert.deepEqual([asking.hostname, asking.dns?.mode], ['orders.internal.test', 'resolver']);
        assert.deepEqual([system.hostname, system.dns], ['localhost', undefined]);
        assert.notEqual(asking.dns?.server, target.endpointOf(2).dns?.server);

        const resolver = new promises.Resolver();
        resolver.setServers([asking.dns?.server ?? '']);
        assert.deepEqual(await resolver.resolve4(asking.hostname), ['127.0.0.1']);
        const readings = await Promise.all([target.read(0), target.read(1), target.read(2)]);
        // The answer did not fit, so the query came a second time, over TCP.
        assert.deepEqual(
          readings.map((reading) => [reading?.counts.dnsQueries, reading?.dnsConnections]),
          [
            [2, 1],
            [null, 0],
            [0, 0],
          ],
        );
      },
      [testPolicy({ dns: 'resolver' }), testPolicy(), testPolicy({ dns: 'cached' })],
    ));
});
