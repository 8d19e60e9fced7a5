import assert from 'node:assert/strict';
import { promises } from 'node:dns';
import { once } from 'node:events';
import net from 'node:net';
import { describe, it } from 'node:test';
import tls from 'node:tls';
import type { Endpoint } from '../../model/protocol/slot.js';
import type { EmbeddedTarget, Policy } from '../../model/workload/workload.js';
import { monotonicMs } from '../../servers/event-times.js';
import { testDns } from '../../testing/example-dns.js';
import { testPolicy } from '../../testing/example-job.js';
import { EMBEDDED_TARGET, USUAL_TLS } from '../../testing/example-workload.js';
import { wholeOnly } from '../../testing/whole.js';
import { startEmbedded } from './embedded.js';
import type { RunningTarget } from './running-target.js';

const RTT_MS = 20;
const CONNECTIONS = 5;
const ATTEMPTS = 20;

interface RoundTrips {
  readonly says: string;
  readonly resume: boolean;
  readonly roundTrips: number;
}

const afresh = (roundTrips: number): RoundTrips => ({ says: `${roundTrips}`, resume: false, roundTrips });
const resumed = (roundTrips: number): RoundTrips => ({ says: `${roundTrips} resumed`, resume: true, roundTrips });

// The request itself is one and the TCP handshake another; the others are the handshakes.
const ROUND_TRIPS: readonly (readonly [string, EmbeddedTarget['tls'], readonly RoundTrips[]])[] = [
  ['plain TCP', false, [afresh(2)]],
  ['TLS 1.2', { ...USUAL_TLS, version: '1.2' }, [afresh(4), resumed(3)]],
  ['TLS 1.3', { ...USUAL_TLS, version: '1.3' }, [afresh(3), resumed(3)]],
];

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

/** The fastest of several: a busy machine only ever adds time. */
async function fastestMs(endpoint: Endpoint, resume: boolean): Promise<number> {
  const session = resume ? (await firstByteMs(endpoint, null)).session : null;
  const times: number[] = [];
  for (let i = 0; i < CONNECTIONS; i += 1) times.push((await firstByteMs(endpoint, session)).ms);
  return Math.min(...times);
}

describe('round trips to the first byte', { timeout: 120_000 }, () => {
  for (const [name, tls, cases] of ROUND_TRIPS) {
    // Handshakes by the dozen, each a round trip later, take seconds of CPU.
    const skip = name !== 'plain TCP' && wholeOnly;
    it(`are ${cases.map(({ says }) => says).join(', ')} over ${name}`, { skip }, () =>
      withTarget({ tls, rttMs: RTT_MS }, (relayed) =>
        withTarget({ tls }, async (direct) => {
          if (name === 'TLS 1.2') await countsItsOwn(relayed);
          for (const { resume, roundTrips } of cases) {
            await areRoundTrips(roundTrips, relayed.endpointOf(0), direct.endpointOf(0), resume);
          }
        }),
      ),
    );
  }
});

/** None is missing, which no machine can make it seem; and there are no more, as soon as one of the tries was not held up. */
async function areRoundTrips(count: number, relayed: Endpoint, direct: Endpoint, resume: boolean): Promise<void> {
  let [far, near] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const found = () => (far - near) / RTT_MS;
  for (let tries = 0; tries < ATTEMPTS && !(found() < count + 0.5); tries += 1) {
    far = Math.min(far, await fastestMs(relayed, resume));
    near = Math.min(near, await fastestMs(direct, resume));
    assert.ok(far / RTT_MS > count - 0.1, `${far} ms are less than ${count} round trips`);
  }
  assert.ok(found() < count + 0.5, `${found()} round trips, not ${count}`);
}

/** A target behind a relay counts its own accepts, and not those of the relay. */
async function countsItsOwn(target: RunningTarget): Promise<void> {
  for (let i = 0; i < 3; i += 1) await firstByteMs(target.endpointOf(0), null);
  const reading = await target.read(0);
  assert.deepEqual([reading?.counts.accepts, reading?.counts.requests, reading?.counts.handshakesFull], [3, 3, 3]);
  // The target and the network.
  assert.equal(target.pids.length, 2);
}

describe('what an embedded target tells by the second', () => {
  it('is all that it accepted since the last reading, before the measured part and in it', () =>
    withTarget({ tls: false }, async (target) => {
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
      { tls: false, dns: testDns(), rttMs: 2 },
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
      { tls: false, dns: testDns({ truncated: 1 }) },
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
