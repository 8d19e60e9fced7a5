import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { DownstreamCounts } from '../model/run/preload.js';
import { startCli, tempFolder } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { wholeOnly } from '../testing/whole.js';
import { watchedWorkload } from './watched-workload.js';

const SERVICE = `const http = require('http');
const cold = new http.Agent();
const call = () => http.get(process.env.PRICES_URL, { agent: cold }, (r) => r.resume().on('end', () => setImmediate(again)));
let n = 0;
const again = () => (n++ < 8 ? call() : console.error('called often enough'));
again();
setInterval(() => {}, 1000);
process.on('SIGTERM', () => process.exit(0));
`;

async function pricesServer(): Promise<{ url: string; close(): void }> {
  const server = http.createServer((_, response) => response.end('{}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

/** `--once` and `--write`, below, name the line and count what it called. */
test('watch starts a service as it is, and names the line that opens connections', { skip: wholeOnly }, async (t) => {
  const cwd = tempFolder(t);
  const prices = await pricesServer();
  t.after(prices.close);
  writeFileSync(path.join(cwd, 'server.js'), SERVICE);
  const env = { PRICES_URL: prices.url };
  const running = startCli(['watch', '--', 'node', 'server.js'], { cwd, env });
  await running.saw('called often enough');
  const { host } = new URL(prices.url);
  await running.printed(`${host}  8 requests, 8 connections`);
  running.child.kill('SIGINT');
  const { code, out } = await running.ended;
  assert.equal(code, 0);
  assert.match(
    out,
    /^ {2}server\.js:2: this Agent has no keepAlive; used at server\.js:3 .*: 1\.00 connections per request$/m,
  );
  assert.match(out, /keepAlive: true, timeout: 4_000/);
});

test('a service that ends by itself, one that is not there and a folder that is not there are told apart', async (t) => {
  const cwd = tempFolder(t);
  const ended = await callCli(['watch', '--json', '--', 'node', '-e', 'process.exit(3)'], { cwd });
  assert.deepEqual([ended.code, JSON.parse(ended.out)], [5, { downstreams: {}, callSites: [] }]);
  assert.match(ended.err, /ended by itself: exit code 3/);
  const missing = await callCli(['watch', '--', 'no-such-program'], { cwd });
  assert.equal(missing.code, 2);
  assert.match(missing.err, /^no-such-program could not be started: ENOENT/);
  const nowhere = await callCli(['watch', '--cwd', 'nowhere', '--', 'node', '-e', '1'], { cwd });
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.err, /there is no folder .*nowhere/);
});

const ONCE = `name: once
peak: 100/s
service: { command: [node, server.js], env: { PRICES_URL: "\${calls.prices.url}" } }
calls: { prices: { embedded: {} } }
requests: [{ get: /orders/1 }, { name: nothing, get: /healthz }]
policies: { today: {} }
`;

const ORDERS = `const http = require('http');
const cold = new http.Agent();
const answer = (q, r) => q.url === '/healthz' ? r.end() : http.get(process.env.PRICES_URL, { agent: cold }, (p) => p.resume().on('end', () => r.end()));
http.createServer(answer).listen(process.env.PORT, '127.0.0.1');
`;

test('watch --once sends each request of a workload, and tells what each of them called', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(path.join(cwd, 'server.js'), ORDERS);
  writeFileSync(path.join(cwd, 'once.yaml'), ONCE);
  const { code, out, err } = await callCli(['watch', '--once', 'once.yaml'], { cwd });
  assert.equal(code, 0, err);
  assert.match(out, /^GET \/orders\/1 {2}200\n {2}prices {2}1 request, 1 new connection, from server\.js:3$/m);
  assert.match(out, /^nothing {2}200\n {2}calls nothing$/m);
  assert.match(
    out,
    /server\.js:2: this Agent has no keepAlive; used at server\.js:3 -> prices: 1\.00 connections per request/,
  );
});

test('watch --write makes a workload of what was called, and overwrites nothing', async (t) => {
  const cwd = tempFolder(t);
  const prices = await pricesServer();
  t.after(prices.close);
  writeFileSync(path.join(cwd, 'server.js'), SERVICE);
  const running = startCli(['watch', '--write', 'seen.yaml', '--', 'node', 'server.js'], {
    cwd,
    env: { PRICES_URL: prices.url },
  });
  await running.saw('called often enough');
  await running.printed('8 requests');
  running.child.kill('SIGINT');
  assert.equal((await running.ended).code, 0);
  const dry = await callCli(['load', 'seen.yaml', '--dry-run'], { cwd });
  assert.equal(dry.code, 0, dry.err);
  assert.match(dry.out, new RegExp(`call port-${new URL(prices.url).port} `));
  const again = await callCli(['watch', '--write', 'seen.yaml', '--', 'node', '-e', '1'], { cwd });
  assert.deepEqual([again.code, /seen\.yaml is there already/.test(again.err)], [2, true]);
  assert.doesNotMatch(again.err, /watching/, 'told before the service is used');
});

test('Ctrl-C ends watch --once while a request is under way, and is no fault', { skip: wholeOnly }, async (t) => {
  const cwd = tempFolder(t);
  const asked = path.join(cwd, 'asked');
  const silent = `require('http').createServer((q) => q.url === '/orders/1' && require('fs').writeFileSync('asked', '')).listen(process.env.PORT, '127.0.0.1');`;
  writeFileSync(path.join(cwd, 'server.js'), silent);
  writeFileSync(path.join(cwd, 'workload.yaml'), ONCE);
  const running = startCli(['watch', '--once', 'workload.yaml'], { cwd });
  const untilMs = Date.now() + 20_000;
  while (!existsSync(asked) && Date.now() < untilMs) await setTimeout(20);
  running.child.kill('SIGINT');
  const { code, err } = await running.ended;
  assert.equal(code, 130, err);
  assert.doesNotMatch(err, /Error|at file:/);
});

test('what is written has the origins that a workload can have, and no others', () => {
  const counts = { handshakesFull: 0, handshakesResumed: 0, refused: 1 } as DownstreamCounts;
  const places = ['2001:db8::1:81', 'prices.example:443', 'a?b:5', 'statsd.example:8125/udp', 'redis/dns', 'others'];
  const text = watchedWorkload(
    'w.yaml',
    ['node', 'app.js'],
    '.',
    places.map((place) => [place, counts]),
  );
  const origins = [...text.matchAll(/origin: (\S+)/g)].map(([, origin]) => origin);
  assert.deepEqual(origins, ['http://[2001:db8::1]:81', 'https://prices.example']);
});
