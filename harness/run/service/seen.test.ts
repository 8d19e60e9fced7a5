import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { lossSentence } from '../../../reports/figures/loss-words.js';
import { serviceDoubts } from '../../analysis/service/doubts.js';
import { serviceFindings } from '../../analysis/service/findings.js';
import type { CallSite, LossCause } from '../../model/findings/call-site.js';
import type { ServiceFindings } from '../../model/findings/service.js';
import type { PreloadReport } from '../../model/run/preload.js';
import {
  type OpenService,
  openService,
  type ServiceOptions,
  server,
  serviceFolder,
  startIn,
} from '../../testing/services.js';

/** What was seen inside a service, from a process of its own to what a report says of it. */

async function found(target: OpenService['target'], workload: OpenService['workload']): Promise<ServiceFindings> {
  if (workload.target.kind !== 'service') return assert.fail();
  const record = { arm: 'today', invocation: 0, ...(await target.service.record(0)) };
  return serviceFindings([], [record], workload.target.calls, 100);
}

const OUTSIDE = `import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
let lookups = 0;
const { lookup } = dns;
dns.lookup = (name, ...rest) => { lookups += 1; return lookup(name, ...rest); };
const get = (module, url) => new Promise((resolve) => {
  module.get(url, async (answer) => {
    const { servername } = answer.socket;
    let text = '';
    for await (const chunk of answer) text += chunk;
    resolve([answer.statusCode, servername, text]);
  }).once('error', ({ code, message }) => resolve([code, message]));
});
const fetched = (url) => fetch(url).then(async (answer) => [answer.status, await answer.text()], ({ cause }) => [cause.code, cause.message]);
const answers = {
  '/led': async () => [await get(https, 'https://api.example/a'), await fetched('https://api.example/b')],
  '/out': async () => {
    const fromMs = performance.now();
    const before = lookups;
    const said = [await get(http, 'http://192.0.2.1:81/'), await fetched('http://192.0.2.1:81/'), await get(https, 'https://other.example/'), await fetched('https://other.example/')];
    return { said, lookups: lookups - before, ms: performance.now() - fromMs };
  },
};
http.createServer(async (q, r) => r.end(JSON.stringify(await answers[q.url]()))).listen(process.env.PORT, '127.0.0.1');
`;

describe('nothing leaves the machine', () => {
  const options: ServiceOptions = {
    app: OUTSIDE,
    calls: `{ api: { origin: "https://api.example", embedded: { tls: true, body: 2B } } }`,
  };

  test('what is built into the service is led to its stand-in, under the name and the certificate that it expects', async (t) => {
    const { target, workload, ask } = await openService(t, options);
    assert.deepEqual(JSON.parse(await ask(0, '/led')), [
      [200, 'api.example', 'xx'],
      [200, 'xx'],
    ]);
    const { api } = (await target.service.read(0, 'end')).calls;
    assert.deepEqual([api?.requests, api?.handshakesFull], [2, 2]);

    const { said, lookups, ms } = JSON.parse(await ask(0, '/out')) as { said: string[][]; lookups: number; ms: number };
    const refused = (place: string) => [
      'ECONNREFUSED',
      `holdline: nothing leaves this machine: ${place} is neither under calls nor allowed`,
    ];
    const places = ['192.0.2.1:81', '192.0.2.1:81', 'other.example:443', 'other.example:443'];
    assert.deepEqual(said, places.map(refused));
    // A packet to a reserved address is answered by nobody, and a name is looked up before one is sent.
    assert.equal(lookups, 0);
    assert.ok(ms < 2000, `${ms} ms`);

    const findings = await found(target, workload);
    assert.deepEqual(findings.refused, [
      { to: '192.0.2.1:81', times: 2 },
      { to: 'other.example:443', times: 2 },
    ]);
    assert.deepEqual(findings.others, []);
    assert.equal(findings.calls[0]?.isSeenAlike, true);
    const codes = serviceDoubts(workload, { today: { ...findings, requests: 1 } }).map(({ code }) => code);
    assert.deepEqual(codes, ['refused', 'refused', 'not-called']);
  });
});

test('children and threads that lost the preload are found and named', async (t) => {
  const app = `import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
${server(`const idle = 'setInterval(() => {}, 1000)';
spawn(process.execPath, ['-e', idle, 'bare'], { env: { TEST_MARK: process.env.TEST_MARK } });
spawn(process.execPath, ['-e', idle, 'given']);
new Worker(idle, { eval: true });
new Worker(idle, { eval: true, execArgv: [] });
new Worker(idle, { eval: true, env: {} });`)}`;
  const { target, ask } = await openService(t, { app });
  await ask();
  const threadsIn = ({ reports }: { readonly reports: readonly PreloadReport[] }) =>
    reports.filter(({ thread }) => thread > 0).length;
  let record = await target.service.record(0);
  // Threads and children begin when a busy machine lets them: the service, a child and two threads report.
  for (let tries = 0; tries < 50 && record.reports.length < 4; tries += 1) {
    await rest(100);
    record = await target.service.record(0);
  }
  assert.equal(threadsIn(record), 2);
  const { unwatched = [] } = record;
  const plain = unwatched.map((one) => one.replaceAll(/process \d+/g, 'process N'));
  assert.deepEqual(plain, [
    'node -e setInterval(() => {}, 1000) bare (process N)',
    'worker thread 3 of node app.mjs (process N)',
  ]);
});

test('without a preload there is nothing of it in the service, and its stand-ins count', async (t) => {
  const asks = "fetch(process.env.STOCK_URL).then(() => r.end(String(process.env.HOLDLINE_PRELOAD ?? 'nothing')));";
  const { target, workload, ask } = await openService(t, {
    app: server('', asks),
    service: 'preload: false',
    calls: '{ stock: { embedded: {} } }',
    policies: `{ today: { env: { STOCK_URL: "\${calls.stock.url}" } } }`,
  });
  assert.equal(await ask(), 'nothing');
  const { loop, callSites, calls, refused, others } = await found(target, workload);
  assert.deepEqual([loop, callSites, refused, others, calls[0]?.isSeenAlike], [null, [], [], [], null]);
  assert.equal((await target.service.read(0, 'end')).calls.stock?.requests, 1);
});

const FIVE = `import http from 'node:http';
import https from 'node:https';
import { readPrice } from './prices.mjs';

const { PRICES_URL, STOCK_URL } = process.env;
const kept = new http.Agent({ keepAlive: true });
const bare = new http.Agent();
const read = (module, url, options) => new Promise((resolve, reject) => {
  module.get(url, options, (answer) => answer.resume().once('end', () => setImmediate(resolve))).once('error', reject);
});
const stock = () => read(http, STOCK_URL + '/stock', { agent: kept });
const tax = () => read(http, STOCK_URL + '/tax', { agent: bare });
const rate = () => read(https, PRICES_URL + '/rate', {});

http.createServer(async (q, r) => {
  await stock();
  await tax();
  await rate();
  await (await fetch(STOCK_URL + '/offers')).text();
  await readPrice();
  r.end('ok');
}).listen(process.env.PORT, '127.0.0.1');
`;
const PRICES = `import https from 'node:https';

export function readPrice() {
  return new Promise((resolve, reject) => {
    const agent = new https.Agent({ keepAlive: true });
    https
      .get(process.env.PRICES_URL + '/price', { agent }, (answer) => answer.resume().once('end', resolve))
      .once('error', reject);
  });
}
`;

async function fiveSites(t: TestContext): Promise<readonly CallSite[]> {
  const options: ServiceOptions = {
    app: FIVE,
    calls: '{ prices: { embedded: { tls: true } }, stock: { embedded: {} } }',
    policies: `{ today: { env: { PRICES_URL: "\${calls.prices.url}", STOCK_URL: "\${calls.stock.url}" } } }`,
  };
  const place = serviceFolder(t, options);
  writeFileSync(path.join(place.folder, 'prices.mjs'), PRICES);
  const { target, workload, ask } = await startIn(t, place);
  for (let n = 0; n < 20; n += 1) assert.equal(await ask(), 'ok');
  return (await found(target, workload)).callSites;
}

test('of five lines that call something, the two that lose reuse are named with their cause, and no other', async (t) => {
  const sites = await fiveSites(t);
  const losing = sites.filter((site): site is CallSite & { cause: LossCause } => site.cause !== null);
  assert.deepEqual(losing.map(lossSentence).toSorted(), [
    'app.mjs:7: this Agent has no keepAlive; used at app.mjs:9 (called from app.mjs:12) -> stock: 1.00 connections per request',
    'prices.mjs:5: it makes a new Agent for each request; used at prices.mjs:7 (called from app.mjs:20) -> prices: 1.00 connections per request',
  ]);
  const others = sites.filter(({ cause }) => cause === null);
  assert.deepEqual(others.map(({ place }) => place).toSorted(), ['app.mjs:19', 'app.mjs:9', 'app.mjs:9']);
  for (const { place, opened } of others) assert.ok(opened <= 2, `${place}: ${opened}`);
});
