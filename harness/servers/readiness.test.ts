import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { whyNotStarted } from '../run/service/words.js';
import { isReady, listensInstead } from './readiness.js';

test('a service that listens on the other loopback address alone is found there', async (t) => {
  const server = net.createServer();
  await new Promise<void>((up) => server.listen({ port: 0, host: '127.0.0.1' }, up));
  t.after(() => server.close());
  const { port } = server.address() as net.AddressInfo;
  const at = (host: string) => ({ kind: 'port', host, port, withinMs: 1 }) as const;
  assert.equal(await listensInstead(at('::1')), '127.0.0.1');
  assert.equal(await listensInstead({ kind: 'answer', url: `http://[::1]:${port}/up`, withinMs: 1 }), '127.0.0.1');
  assert.equal(await listensInstead(at('127.0.0.1')), null);
  assert.equal(await listensInstead({ kind: 'output', pattern: 'up', withinMs: 1 }), null);
});

test('it is told where, and what to write', () => {
  const spec = {
    command: ['node'],
    cwd: '/',
    ready: { kind: 'port', host: '127.0.0.1', port: 9, withinMs: 1 },
  } as const;
  const said = (instead: string | null) =>
    whyNotStarted('today', spec, { kind: 'not-ready', afterMs: 1000, instead, lastOutput: '' }, 9);
  assert.equal(
    said('::1'),
    'the service of today was not ready within 1 s: nobody listens on 127.0.0.1:9 (it was told PORT=9); it listens on ::1' +
      ` alone: let it listen on 127.0.0.1 as well, or write service.url: http://[::1]:\${port}; it wrote nothing`,
  );
  assert.doesNotMatch(said(null), /alone/);
});

test('a line that a full pipe cut is found whatever the other stream says in between', async () => {
  const [stdout, stderr] = [new EventEmitter(), new EventEmitter()];
  const child = Object.assign(new EventEmitter(), { stdout, stderr }) as unknown as ChildProcess;
  let last = '';
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk: Buffer) => {
      last = (last + chunk).slice(-2000);
    });
  }
  const ready = isReady(child, { kind: 'output', pattern: '^listening – on \\d+$', withinMs: 300 }, () => last);
  child.emit('spawn');
  await new Promise((done) => setImmediate(done));
  const line = Buffer.from('a line\nlistening – on 8080\n');
  const cut = line.indexOf('–') + 1;
  stderr.emit('data', Buffer.from('a warning\n'));
  stdout.emit('data', line.subarray(0, cut));
  stderr.emit('data', Buffer.from('another warning\n'.repeat(200)));
  stdout.emit('data', line.subarray(cut));
  assert.equal(await ready, true);
});
