import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, it } from 'node:test';
import tls from 'node:tls';
import type { Endpoint } from '../model/protocol.js';
import type { EmbeddedTarget, TlsSettings } from '../model/workload.js';
import { EMBEDDED_TARGET, USUAL_TLS } from '../testing/example-workload.js';
import { startEmbedded } from './embedded-target.js';
import type { RunningTarget } from './target.js';

const RTT_MS = 50;
const CONNECTIONS = 7;
const ATTEMPTS = 4;

async function withTarget(changes: Partial<EmbeddedTarget>, run: (target: RunningTarget) => Promise<void>) {
  const target = await startEmbedded({ ...EMBEDDED_TARGET, latencyMs: 0, ...changes }, 1);
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

/** What the relay adds: the median of the differences to a connection without it, made in turns. */
async function addedMs(relayed: Endpoint, direct: Endpoint, resume: boolean): Promise<number> {
  const sessionOf = async (endpoint: Endpoint) => (resume ? (await firstByteMs(endpoint, null)).session : null);
  const sessions = [await sessionOf(relayed), await sessionOf(direct)] as const;
  const differences: number[] = [];
  for (let i = 0; i < CONNECTIONS; i += 1) {
    const far = await firstByteMs(relayed, sessions[0]);
    differences.push(far.ms - (await firstByteMs(direct, sessions[1])).ms);
  }
  return differences.sort((a, b) => a - b)[(CONNECTIONS - 1) / 2]!;
}

describe('round trips to the first byte', { timeout: 60_000 }, () => {
  const check = (tlsOf: EmbeddedTarget['tls'], resume: boolean, roundTrips: number) =>
    withTarget({ tls: tlsOf, rttMs: RTT_MS }, (relayed) =>
      withTarget({ tls: tlsOf }, async (direct) => {
        const shares: number[] = [];
        // A busy machine only ever adds time, so one undisturbed attempt is enough.
        while (shares.length < ATTEMPTS && !shares.some((share) => Math.abs(share - 1) < 0.05)) {
          shares.push((await addedMs(relayed.endpointOf(0), direct.endpointOf(0), resume)) / (roundTrips * RTT_MS));
        }
        assert.ok(
          shares.some((share) => Math.abs(share - 1) < 0.05),
          `${shares.join(', ')} of ${roundTrips} round trips`,
        );
      }),
    );
  const old: TlsSettings = { ...USUAL_TLS, version: '1.2' };
  const current: TlsSettings = { ...USUAL_TLS, version: '1.3' };

  // The request itself is one and the TCP handshake another; the others are the handshakes of FACTS section 8.
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
      assert.equal(target.pids.length, 2);
    }));
});
