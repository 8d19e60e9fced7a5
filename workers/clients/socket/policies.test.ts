import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import {
  type DriverOptions,
  openDriver,
  outcome,
  type RawServer,
  startEchoServer,
  startRawServer,
} from './testing/driver.js';

/** What the policy and the server say about connections, on servers that remember which connection carried what. */

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const hinted = (hint: string) => `HTTP/1.1 200 OK\r\nKeep-Alive: ${hint}\r\nContent-Length: 2\r\n\r\nok`;

async function completed(...sent: readonly { readonly ending: Promise<{ readonly kind: string }> }[]): Promise<void> {
  for (const { ending } of sent) assert.deepEqual(await ending, { kind: 'completed', status: 200 });
}

/** Runs `test` with a driver on a server that answers everything with `answer`. */
async function withServer(
  answer: string,
  options: DriverOptions,
  run: (driver: ReturnType<typeof openDriver>, server: RawServer) => Promise<void>,
): Promise<void> {
  const server = await startEchoServer(answer);
  const driver = openDriver(server.port, options);
  try {
    await run(driver, server);
  } finally {
    driver.close();
    server.close();
  }
}

/** How many connections two requests take, one `pauseMs` after the other on the client's clock. */
async function connectionsOfTwo(answer: string, policy: DriverOptions['policy'], pauseMs: number): Promise<number> {
  let nowMs = 0;
  let connections = 0;
  await withServer(
    answer,
    { ...(policy === undefined ? {} : { policy }), nowMs: () => nowMs },
    async (driver, server) => {
      await completed(driver.send());
      nowMs += pauseMs;
      await completed(driver.send());
      connections = server.sockets.length;
    },
  );
  return connections;
}

test('an idle connection is used until just before the server said it would close it', async () => {
  assert.equal(await connectionsOfTwo(hinted('timeout=5, max=100'), {}, 3999), 1);
  assert.equal(await connectionsOfTwo(hinted('timeout=5, max=100'), {}, 4000), 2);
  assert.equal(await connectionsOfTwo(hinted('timeout=1'), {}, 0), 2);
});

test('an idle connection is used until the timeout of the policy, if that comes first', async () => {
  assert.equal(await connectionsOfTwo(OK, { idleTimeoutMs: 2000 }, 1999), 1);
  assert.equal(await connectionsOfTwo(OK, { idleTimeoutMs: 2000 }, 2000), 2);
  assert.equal(await connectionsOfTwo(hinted('timeout=5'), { idleTimeoutMs: 2000 }, 2000), 2);
  assert.equal(await connectionsOfTwo(hinted('timeout=2'), { idleTimeoutMs: 2000 }, 1000), 2);
  assert.equal(await connectionsOfTwo(OK, {}, 1e12), 1);
});

test('a hint holds for one response only', async () => {
  let nowMs = 0;
  const answers = [hinted('timeout=5'), OK, OK];
  const server = await startRawServer((socket) => socket.on('data', () => socket.write(answers.shift() ?? OK)));
  const driver = openDriver(server.port, { nowMs: () => nowMs });
  for (const pauseMs of [1000, 60_000, 0]) {
    await completed(driver.send());
    nowMs += pauseMs;
  }
  assert.equal(server.sockets.length, 1);
  driver.close();
  server.close();
});

test('an idle connection is closed at its timeout without waiting for a request', () =>
  withServer(OK, { policy: { idleTimeoutMs: 10 } }, async (driver, server) => {
    await completed(driver.send(), driver.send());
    await Promise.all(server.sockets.map((socket) => socket.closed || once(socket, 'close')));
    assert.equal(server.sockets.length, 2);
  }));

test('no more connections idle than the policy allows', () =>
  withServer(OK, { policy: { maxFreeSockets: 1 } }, async (driver, server) => {
    await completed(driver.send(), driver.send());
    await Promise.any(server.sockets.map((socket) => once(socket, 'close')));
    await completed(driver.send(), driver.send());
    assert.equal(server.sockets.length, 3);
  }));

/** Answers with the index of the connection as the length of the body, in the order that the test releases. */
async function scheduled(scheduling: 'lifo' | 'fifo' | undefined): Promise<number> {
  const carried: number[] = [];
  const open: Socket[] = [];
  const server = await startRawServer((socket, index) => {
    socket.on('data', () => {
      carried.push(index);
      open.push(socket);
    });
  });
  const driver = openDriver(server.port, { policy: { scheduling } });
  const first = [driver.send(), driver.send()];
  while (open.length < 2) await new Promise(setImmediate);
  // The second to arrive is answered last, so that it is the latest to become idle.
  open[0]!.write(OK);
  await Promise.race(first.map(({ ending }) => ending));
  open[1]!.write(OK);
  await completed(...first);
  const third = driver.send();
  while (open.length < 3) await new Promise(setImmediate);
  open[2]!.write(OK);
  await completed(third);
  driver.close();
  server.close();
  return carried.indexOf(carried[2]!);
}

test('the latest idle connection is taken first, or the oldest where the policy says fifo', async () => {
  assert.deepEqual([await scheduled(undefined), await scheduled('lifo'), await scheduled('fifo')], [1, 1, 0]);
});

for (const keepAlive of [true, false]) {
  test(`requests over maxSockets wait their turn, ${keepAlive ? 'with keep-alive' : 'and cold stays cold'}`, async () => {
    let most = 0;
    const server = await startRawServer((socket) => {
      most = Math.max(most, server.sockets.filter(({ closed }) => !closed).length);
      socket.on('data', () => setImmediate(() => (keepAlive ? socket.write(OK) : socket.end(OK))));
    });
    const driver = openDriver(server.port, { policy: { keepAlive, maxSockets: 2 } });
    const sent = Array.from({ length: 8 }, () => driver.send());
    driver.cancel(sent[7]!.exchange);
    await completed(...sent.slice(0, 7));
    assert.equal(server.sockets.length, keepAlive ? 2 : 7);
    assert.equal(driver.events.filter((event) => event === 'attempted').length, keepAlive ? 2 : 7);
    if (keepAlive) assert.equal(most, 2);
    driver.close();
    server.close();
  });
}

test('a connection whose end was seen is not sent on', async () => {
  const server = await startRawServer((socket) => socket.on('data', () => socket.end(OK)));
  const driver = openDriver(server.port);
  for (let n = 0; n < 5; n += 1) {
    await completed(driver.send());
    const last = server.sockets[n]!;
    if (!last.closed) await once(last, 'close');
    // The end has been sent; the client reads it in the turn after the server closed.
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
  }
  assert.equal(server.sockets.length, 5);
  driver.close();
  server.close();
});

test('bytes after a response end its connection and fail its request, empty lines do not', async () => {
  assert.equal(await connectionsOfTwo(`${OK}\r\n`, {}, 0), 1);
  await withServer(`${OK}HTTP`, {}, async (driver, server) => {
    for (let n = 0; n < 2; n += 1) assert.equal(outcome(await driver.send().ending), 'protocol UNASKED_BYTES');
    assert.equal(server.sockets.length, 2);
  });
});

test('a request follows one that was answered before all of it was read', async () => {
  const body = 'x'.repeat(5_000_000);
  let received = 0;
  const server = await startRawServer((socket) =>
    socket.on('data', (bytes) => {
      if (received === 0 || received + bytes.length > body.length + 200) socket.write(OK);
      received += bytes.length;
    }),
  );
  // The head of the first request is shorter than 200 bytes, and together with the second's it is longer.
  const second = { path: `/${'y'.repeat(200)}` };
  const driver = openDriver(server.port, { requests: [{ method: 'POST', body }, second] });
  await completed(driver.send(0));
  await completed(driver.send(1));
  assert.equal(server.sockets.length, 1);
  driver.close();
  server.close();
});

test('a body without a length ends with its connection, and completes', async () => {
  const server = await startRawServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nbody')));
  const driver = openDriver(server.port);
  await completed(driver.send());
  await completed(driver.send());
  assert.equal(server.sockets.length, 2);
  driver.close();
  server.close();
});

test('interim responses, chunks and trailers that come byte by byte', async () => {
  const answer =
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nX: y\r\n\r\n';
  const server = await startRawServer((socket) =>
    socket.on('data', async () => {
      for (const byte of answer) {
        socket.write(byte);
        await new Promise(setImmediate);
      }
    }),
  );
  const driver = openDriver(server.port);
  await completed(driver.send());
  await completed(driver.send());
  assert.equal(server.sockets.length, 1);
  driver.close();
  server.close();
});

test('a request that is cancelled before its turn ends opens no connection', () =>
  withServer(OK, {}, async (driver, server) => {
    driver.cancel(driver.send().exchange);
    await completed(driver.send());
    assert.equal(server.sockets.length, 1);
    assert.deepEqual(driver.events, ['attempted', 'opened']);
  }));

test('a closed socket that is connected again starts afresh, even after half a response', async () => {
  const bytes: string[] = [];
  const server = await startRawServer((socket, index) => {
    socket.on('data', (request) => {
      bytes[index] = request.toString('latin1');
      socket.write(index === 0 ? OK.slice(0, -1) : OK, 'latin1');
    });
  });
  const driver = openDriver(server.port, { policy: { keepAlive: false } });
  const half = driver.send();
  while (bytes[0] === undefined) await new Promise(setImmediate);
  driver.cancel(half.exchange);
  while (!server.sockets[0]!.closed) await new Promise(setImmediate);
  for (let sent = 0; sent < 20; sent += 1) await completed(driver.send());
  assert.equal(server.sockets.length, 21);
  assert.equal(new Set(bytes).size, 1);
  assert.deepEqual(driver.events, Array.from({ length: 21 }, () => ['attempted', 'opened']).flat());
  driver.close();
  server.close();
});
