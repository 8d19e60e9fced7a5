import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { wrongClocks } from '../shards/clocks.js';
import { aheadOf, hearClock } from './target-clock.js';

test('answers a second apart leave what is common to all of them, and none where they contradict each other', () => {
  // A clock 2 s ahead: answers after 10 ms, at .1, .6 and .95 of a second of the target.
  const at = (targetMs: number) => ({
    sentMs: targetMs + 1995,
    heardMs: targetMs + 2005,
    dateMs: Math.floor(targetMs / 1000) * 1000,
  });
  assert.deepEqual(aheadOf([5100, 5600, 5950].map(at)), { low: 1945, high: 2105 });
  assert.deepEqual(aheadOf([5100, 5950, 6010].map(at)), { low: 1945, high: 2015 });
  assert.equal(aheadOf([at(5100), { ...at(5100), dateMs: 90_000 }]), null);
  assert.equal(aheadOf([]), null);
});

test('a clock that is 2 s ahead of the others is heard at the target, and what was asked is counted', async (t) => {
  let [requests, connections] = [0, 0];
  const server = http.createServer((_, response) => {
    requests += 1;
    response.end();
  });
  server.on('connection', () => {
    connections += 1;
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', port, ca: null, localAddress: null } as const;
  const heard = await Promise.all([0, 0, 2000].map((offMs) => hearClock(endpoint, () => Date.now() + offMs)));
  for (const { sent } of heard)
    assert.deepEqual(sent, {
      requestsSent: 8,
      requestsCompleted: 8,
      connectionsAttempted: 8,
      connectionsOpened: 8,
      handshakes: 0,
    });
  assert.deepEqual([requests, connections], [24, 24]);
  const wrong = wrongClocks(heard.map(({ aheadMs }, index) => ({ index, aheadMs: aheadMs! })));
  assert.deepEqual(
    wrong.map(({ index }) => index),
    [2],
  );
  assert.ok(wrong[0]!.offMs > 1000 && wrong[0]!.offMs <= 2000);
});

test('a target that is not there or tells no time leaves it unknown', async (t) => {
  const server = http.createServer((_, response) => {
    response.sendDate = false;
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', port, ca: null, localAddress: null } as const;
  const silent = await hearClock(endpoint);
  assert.deepEqual([silent.aheadMs, silent.sent.requestsCompleted], [null, 1]);
  t.after(() => server.close());
  server.close();
  await once(server, 'close');
  assert.deepEqual((await hearClock(endpoint)).sent.connectionsOpened, 0);
});

test('a target that never ends its head is given up, whether it sends much or little', { timeout: 5000 }, async (t) => {
  const opened = new Set<net.Socket>();
  for (const [everyMs, bytes] of [
    [1, 65_536],
    [100, 1],
  ] as const) {
    const server = net.createServer((socket) => {
      opened.add(socket);
      const timer = setInterval(() => socket.write('a'.repeat(bytes)), everyMs);
      socket.on('error', () => {}).on('close', () => clearInterval(timer));
    });
    t.after(() => server.close());
    t.after(() => opened.forEach((socket) => void socket.destroy()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const endpoint = { protocol: 'http:', hostname: '127.0.0.1', port, ca: null, localAddress: null } as const;
    const { aheadMs, sent } = await hearClock(endpoint);
    assert.deepEqual([aheadMs, sent.requestsSent, sent.requestsCompleted], [null, 1, 0]);
  }
});
