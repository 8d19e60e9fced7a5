import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, test } from 'node:test';
import tls from 'node:tls';
import type { Call } from '../../model/workload/service.js';
import { standInCertificates } from '../../system/certificate.js';
import { USUAL_TLS } from '../../testing/example-workload.js';
import { startStandIns } from './stand-in.js';

const standIn = {
  kind: 'embedded',
  tls: false,
  latency: { p50Ms: 0, p99Ms: null },
  bodyBytes: 10,
  keepAliveTimeoutMs: 5000,
  maxRequestsPerSocket: 0,
  dynamodb: null,
  answers: [],
} as const;
const CALLS: readonly Call[] = [
  { name: 'plain', origin: null, answeredBy: standIn },
  { name: 'secret', origin: 'https://api.example', answeredBy: { ...standIn, tls: USUAL_TLS } },
  { name: 'never-kept', origin: null, answeredBy: { ...standIn, keepAliveTimeoutMs: 0 } },
];
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const HEAD_END = '\r\n\r\n';

/** So many requests on one socket, one after the other; gives the headers of each answer that came. */
async function ask(socket: net.Socket, requests: number): Promise<string[]> {
  const heads: string[] = [];
  let text = '';
  const closed = once(socket, 'close');
  socket.on('data', (chunk) => {
    text += chunk;
    const whole = text.split(HEAD_END);
    const [head, body = ''] = whole;
    if (body.length < 10) return;
    heads.push(head!);
    text = '';
    if (heads.length < requests) socket.write(GET);
    else socket.end();
  });
  socket.write(GET);
  await closed;
  return heads;
}

const plain = (port: number) => net.connect(port, '127.0.0.1');

describe('stand-ins', () => {
  test('count connections, requests and handshakes of each call and arm apart', async (t) => {
    const standIns = await startStandIns(
      { calls: CALLS, closes: [false, true], seed: 1 },
      await standInCertificates(CALLS),
    );
    t.after(standIns.close);
    const { ports, ca } = standIns.listening;
    const [[plainPort, secretPort], [coldPort]] = ports as [[number, number], [number]];
    const idle = plain(plainPort);
    await once(idle, 'connect');
    assert.equal((await ask(plain(plainPort), 3)).length, 3);
    const secret = (session?: Buffer) =>
      tls.connect({ port: secretPort, host: '127.0.0.1', servername: 'api.example', ca, ...(session && { session }) });
    const first = secret();
    const [[session]] = (await Promise.all([once(first, 'session'), ask(first, 2)])) as [[Buffer], unknown];
    await ask(secret(session), 1);
    await ask(secret(), 1);
    // A connection that the arm closes has one answer, which says so.
    const [answered] = await ask(plain(coldPort), 3);
    assert.match(answered!, /^connection: close$/im);
    idle.destroy();
    assert.deepEqual(standIns.read(0), {
      plain: { connections: 2, requests: 3, handshakesFull: 0, handshakesResumed: 0 },
      secret: { connections: 3, requests: 4, handshakesFull: 2, handshakesResumed: 1 },
      'never-kept': { connections: 0, requests: 0, handshakesFull: 0, handshakesResumed: 0 },
    });
    assert.deepEqual(standIns.read(1).plain, { connections: 1, requests: 1, handshakesFull: 0, handshakesResumed: 0 });
    assert.equal(new Set(ports.flat()).size, 6);
  });

  test('present a certificate for the name of the origin, for localhost and for the address, under their own authority', async (t) => {
    const { listening, close } = await startStandIns(
      { calls: CALLS, closes: [false], seed: 1 },
      await standInCertificates(CALLS),
    );
    t.after(close);
    const port = listening.ports[0]![1]!;
    for (const servername of ['api.example', 'localhost']) {
      const socket = tls.connect({ port, host: '127.0.0.1', servername, ca: listening.ca });
      await once(socket, 'secureConnect');
      socket.destroy();
    }
    const byAddress = tls.connect({ port, host: '127.0.0.1', ca: listening.ca });
    await once(byAddress, 'secureConnect');
    byAddress.destroy();
    const other = tls.connect({ port, host: '127.0.0.1', servername: 'other.example', ca: listening.ca });
    await assert.rejects(once(other, 'secureConnect'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('keep no connection where the time for it is 0', async (t) => {
    const { listening, close } = await startStandIns(
      { calls: CALLS, closes: [false], seed: 1 },
      await standInCertificates(CALLS),
    );
    t.after(close);
    const heads = await ask(plain(listening.ports[0]![2]!), 2);
    assert.equal(heads.length, 1);
    assert.match(heads[0]!, /^connection: close$/im);
  });
});
