import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import tls from 'node:tls';
import type { TlsSettings } from '../../model/workload/workload.js';
import { testTarget } from '../../testing/example-target.js';
import { USUAL_TLS } from '../../testing/example-workload.js';
import { startTestTarget } from '../../testing/start-target.js';
import type { EmbeddedTarget } from './embedded.js';

interface Handshake {
  readonly version: string | null;
  readonly key: string | undefined;
  readonly resumed: boolean;
  readonly session: Buffer | undefined;
}

/** A whole exchange, because a session of TLS 1.3 comes after the handshake. */
async function shakeHands({ listening }: EmbeddedTarget, session?: Buffer): Promise<Handshake> {
  const options = { host: 'localhost', port: listening.ports[0]!, ca: listening.ca!, servername: 'localhost' };
  const socket = tls.connect(session === undefined ? options : { ...options, session });
  let latest: Buffer | undefined;
  socket.on('session', (given: Buffer) => {
    latest = given;
  });
  await once(socket, 'secureConnect');
  const key = socket.getPeerCertificate().asn1Curve;
  const version = socket.getProtocol();
  const resumed = socket.isSessionReused();
  socket.end('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n').resume();
  await once(socket, 'close');
  return { version, key, resumed, session: latest };
}

async function withServer<T>(settings: Partial<TlsSettings>, run: (target: EmbeddedTarget) => Promise<T>): Promise<T> {
  const target = await startTestTarget(testTarget({ tls: { ...USUAL_TLS, ...settings } }));
  try {
    return await run(target);
  } finally {
    target.close();
  }
}

for (const version of ['1.2', '1.3'] as const) {
  describe(`TLS ${version}`, () => {
    for (const key of ['ecdsa', 'rsa'] as const) {
      it(`is spoken with an ${key} key, and sessions are resumed`, () =>
        withServer({ version, key }, async (target) => {
          const first = await shakeHands(target);
          assert.deepEqual([first.version, first.resumed], [`TLSv${version}`, false]);
          assert.equal(first.key, key === 'ecdsa' ? 'prime256v1' : undefined);
          const second = await shakeHands(target, first.session);
          assert.deepEqual([second.version, second.resumed], [`TLSv${version}`, true]);
          const { handshakesFull, handshakesResumed } = target.read(target.listening.ports[0]!).counts;
          assert.deepEqual([handshakesFull, handshakesResumed], [1, 1]);
        }));
    }

    it('resumes nothing where resumption is off', () =>
      withServer({ version, resumption: false }, async (target) => {
        const first = await shakeHands(target);
        assert.equal((await shakeHands(target, first.session)).resumed, false);
      }));

    it('makes a full handshake once the ticket key was rotated', () =>
      withServer({ version, ticketRotationMs: 300 }, async (target) => {
        const { session } = await shakeHands(target);
        let tries = 0;
        while ((await shakeHands(target, session)).resumed) {
          assert.ok(tries < 500, 'the key was never rotated');
          tries += 1;
          await rest(20);
        }
      }));

    it('resumes as long as the ticket key is the same', () =>
      withServer({ version, ticketRotationMs: 600_000 }, async (target) => {
        const first = await shakeHands(target);
        assert.equal((await shakeHands(target, first.session)).resumed, true);
      }));
  });
}

describe('TLS by default', () => {
  it('is 1.3 with an ECDSA key, and 1.2 for those who speak no more', () =>
    withServer({}, async (target) => {
      const { version, key } = await shakeHands(target);
      assert.deepEqual([version, key], ['TLSv1.3', 'prime256v1']);
      const { ports, ca } = target.listening;
      const old = tls.connect({ host: 'localhost', port: ports[0]!, ca: ca!, maxVersion: 'TLSv1.2' });
      await once(old, 'secureConnect');
      assert.equal(old.getProtocol(), 'TLSv1.2');
      old.destroy();
    }));
});
