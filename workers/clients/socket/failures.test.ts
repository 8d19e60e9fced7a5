import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { LookupFunction, Socket } from 'node:net';
import { test } from 'node:test';
import { testJob, testPolicy } from '../../../harness/testing/example-job.js';
import { COMPLETED } from '../../exchange.js';
import { warmHost as host } from '../testing/warm-host.js';
import {
  type DriverOptions,
  openDriver,
  outcome,
  type RawServer,
  startEchoServer,
  startRawServer,
} from './testing/driver.js';

/** Servers that misbehave, and what their requests fail of. */

async function endingOf(server: RawServer, options: DriverOptions = {}): Promise<string> {
  const driver = openDriver(server.port, options);
  const ending = await driver.send().ending;
  driver.close();
  server.close();
  return outcome(ending);
}

const onRequest = (act: (socket: Socket) => void) =>
  startRawServer((socket) => socket.on('end', () => socket.end()).once('data', () => act(socket)));
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf';
const GARBAGE = 'SSH-2.0-OpenSSH_9.6\r\n';
const secure: DriverOptions = { endpoint: { protocol: 'https:' } };

const MISBEHAVIOURS: readonly (readonly [string, (socket: Socket) => void, string])[] = [
  ['ends without an answer', (socket) => socket.end(), 'reset ECONNRESET'],
  ['resets without an answer', (socket) => socket.resetAndDestroy(), 'reset ECONNRESET'],
  ['ends in the middle of a body', (socket) => socket.end(HALF), 'reset ECONNRESET'],
  ['ends in the middle of a header', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'), 'reset ECONNRESET'],
  ['ends after an interim response', (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'), 'reset ECONNRESET'],
  ['speaks another protocol', (socket) => socket.write(GARBAGE), 'protocol NOT_HTTP'],
  [
    'sends both lengths',
    (socket) => socket.write(`${HALF.slice(0, -8)}\r\nTransfer-Encoding: chunked\r\n`),
    'protocol NOT_HTTP',
  ],
  ['switches protocols unasked', (socket) => socket.write('HTTP/1.1 101 Switch\r\n\r\n'), 'protocol UNASKED_SWITCH'],
  [
    'never ends its header',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`),
    'protocol NOT_HTTP',
  ],
];

for (const [what, act, failure] of MISBEHAVIOURS) {
  test(`a server that ${what}: ${failure}`, async () => {
    assert.equal(await endingOf(await onRequest(act)), failure);
  });
}

test('a status of 400 or more is a failure with an answer', async () => {
  const server = await startEchoServer('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n');
  assert.equal(await endingOf(server), 'status HTTP 503');
});

test('nobody listens: connect', async () => {
  const server = await startRawServer(() => {});
  server.close();
  assert.equal(await endingOf(server), 'connect ECONNREFUSED');
});

test('a name that does not exist: dns', async () => {
  const server = await startRawServer(() => {});
  assert.equal(await endingOf(server, { endpoint: { hostname: 'nowhere.invalid' } }), 'dns ENOTFOUND');
});

test('a server without TLS, or one that leaves the handshake: tls', async () => {
  assert.equal(
    await endingOf(await onRequest((socket) => socket.write(GARBAGE)), secure),
    'tls ERR_SSL_WRONG_VERSION_NUMBER',
  );
  assert.equal(await endingOf(await onRequest((socket) => socket.end()), secure), 'tls ECONNRESET');
});

test('a server that never answers: timeout, and its connection is not used again', async (t) => {
  const server = await startRawServer((socket) => socket.resume());
  t.after(() => server.close());
  const { endpoint } = testJob();
  const { tally } = await host.measure(
    testJob({
      client: 'socket',
      policy: testPolicy({ requestTimeoutMs: 600 }),
      endpoint: { ...endpoint, port: server.port },
      stages: [{ durationMs: 100, fromPerSecond: 100, toPerSecond: 100 }],
    }),
  );
  assert.deepEqual([tally.planned, tally.failed.timeout, tally.connections.opened], [10, 10, 10]);
});

test('a cancelled request closes its connection and is not heard of again', async () => {
  const server = await startRawServer((socket) => socket.resume());
  const driver = openDriver(server.port);
  const { exchange } = driver.send();
  while (!driver.events.includes('opened')) await new Promise(setImmediate);
  while (server.sockets.length === 0) await new Promise(setImmediate);
  const closed = once(server.sockets[0]!, 'close');
  driver.cancel(exchange);
  await closed;
  assert.equal(exchange.settled, false);
  driver.close();
  server.close();
});

test('a connection that the kernel refuses to begin is not counted as an attempt', async () => {
  // To a broadcast address nothing is sent: connect fails at once.
  const driver = openDriver(9, { endpoint: { hostname: '255.255.255.255', localAddress: null } });
  const { ending } = driver.send();
  assert.match(outcome(await ending), /^connect (ENETUNREACH|EACCES)$/);
  assert.deepEqual(driver.events, []);
  driver.close();
});

test('a request that is cancelled while it looks up its host leaves nothing to the next', async () => {
  const server = await startEchoServer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const lookups: (() => void)[] = [];
  const lookup: LookupFunction = (_name, { all }, found) => {
    lookups.push(() => (all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)));
  };
  const driver = openDriver(server.port, {
    endpoint: { hostname: 'orders.test', localAddress: null },
    policy: { keepAlive: false },
    lookup,
  });
  const first = driver.send();
  while (lookups.length < 1) await new Promise(setImmediate);
  driver.cancel(first.exchange);
  await new Promise(setImmediate);
  const second = driver.send();
  while (lookups.length < 2) await new Promise(setImmediate);
  for (const answer of lookups) answer();
  assert.deepEqual(await second.ending, COMPLETED);
  assert.deepEqual(driver.events, ['lookup', 'attempted', 'opened']);
  assert.equal(server.sockets.length, 1);
  driver.close();
  server.close();
});
