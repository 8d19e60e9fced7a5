import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Relay, startRelay } from './relay.js';

const folder = mkdtempSync(join(tmpdir(), 'holdline-relay-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A relay before a server that does `serve` with every connection. */
async function withRelay(rttMs: number, serve: (socket: net.Socket) => void, run: (relay: Relay) => Promise<void>) {
  const path = join(folder, `${randomBytes(4).toString('hex')}.sock`);
  const sockets: net.Socket[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    serve(socket);
  });
  await once(server.listen(path), 'listening');
  const relay = await startRelay(path, rttMs);
  try {
    await run(relay);
  } finally {
    relay.close();
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}

const connect = (relay: Relay) => net.connect({ port: relay.port, host: '127.0.0.1', allowHalfOpen: true });

async function hashOf(socket: net.Socket): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of socket) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

describe('the delay relay', { timeout: 20_000 }, () => {
  it('carries more than its window both ways, whole and in order', () =>
    withRelay(
      10,
      (socket) => socket.pipe(socket),
      async (relay) => {
        const body = randomBytes(20 * 1024 * 1024);
        const socket = connect(relay);
        const received = hashOf(socket);
        socket.end(body);
        assert.equal(await received, createHash('sha256').update(body).digest('hex'));
      },
    ));

  it('reads no more from one side than the other takes', () =>
    withRelay(
      2,
      (socket) => socket.pause(),
      async (relay) => {
        const socket = connect(relay);
        let taken = 0;
        const chunk = Buffer.alloc(1024 * 1024);
        const send = () => socket.write(chunk, () => taken++ < 64 && send());
        send();
        await new Promise((resolve) => setTimeout(resolve, 500));
        assert.ok(taken < 30, `${taken} MiB were taken`);
        socket.destroy();
      },
    ));

  it('lets one side end while the other goes on', () =>
    withRelay(
      20,
      (socket) => socket.resume().once('end', () => socket.end('after your end')),
      async (relay) => {
        const socket = connect(relay);
        socket.end('mine');
        let text = '';
        for await (const chunk of socket) text += String(chunk);
        assert.equal(text, 'after your end');
      },
    ));

  it('ends one side when the other is cut', async () => {
    let cut = () => {};
    const closed = new Promise<void>((resolve) => {
      cut = resolve;
    });
    await withRelay(
      10,
      (socket) => socket.resume().once('end', cut),
      async (relay) => {
        const socket = connect(relay);
        await once(socket, 'connect');
        socket.resetAndDestroy();
        await closed;
      },
    );
    await withRelay(
      10,
      (socket) => socket.destroy(new Error('no')),
      async (relay) => {
        const socket = connect(relay);
        // After the end of the other side only a write can tell.
        const writing = setInterval(() => socket.write('hello'), 5);
        const [error] = (await once(socket.resume(), 'error')) as [NodeJS.ErrnoException];
        clearInterval(writing);
        assert.match(error.code ?? '', /ECONNRESET|EPIPE/);
      },
    );
  });

  it('refuses to speak for a target that is gone', async () => {
    const relay = await startRelay(join(folder, 'nobody.sock'), 10);
    const socket = connect(relay);
    await assert.rejects(once(socket.resume(), 'end'), { code: 'ECONNRESET' });
    relay.close();
  });
});
