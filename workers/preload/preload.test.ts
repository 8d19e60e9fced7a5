import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { callSitesOf, downstreamsOf } from '../../harness/analysis/service/call-sites.js';
import { accepts, CALLS, folder, run, type Seen } from '../../harness/testing/preloaded.js';

/** Programs as people write them, with the preload in NODE_OPTIONS and a server that counts what it accepts. */

const httpGet = (agent: string) =>
  `await new Promise((done) => http.get(url, { ${agent} }, (r) => r.resume().on('end', () => setImmediate(done))));`;

interface Client {
  readonly imports: string;
  /** Calls the address \`url\`, once. */
  readonly call: string;
  /** Made by the program as it wants it, it is seen and not forced: every call opens a connection. */
  readonly isExplicit?: true;
}

const CLIENTS: Readonly<Record<string, Client>> = {
  'node:http by default import': { imports: "import http from 'node:http';", call: httpGet('') },
  'an Agent of its own': {
    imports: "import * as whole from 'node:http'; const mine = new whole.Agent({ keepAlive: process.pid % 2 === 0 });",
    call: httpGet('agent: mine'),
  },
  axios: { imports: "import axios from 'axios';", call: 'await axios.get(url);' },
  agentkeepalive: {
    imports: "import Agent from 'agentkeepalive'; const kept = new Agent();",
    call: httpGet('agent: kept'),
  },
  fetch: { imports: '', call: 'await (await fetch(url)).text(); await new Promise((r) => setTimeout(r, 5));' },
  'undici.request': {
    imports: "import { request } from 'undici';",
    call: 'await (await request(url)).body.text(); await new Promise((r) => setTimeout(r, 5));',
  },
  'an explicit undici Agent': {
    imports: "import { Agent as Dispatcher } from 'undici'; const own = new Dispatcher({ pipelining: 0 });",
    call: 'await (await request(url, { dispatcher: own })).body.text();',
    isExplicit: true,
  },
};
const NAMES = Object.keys(CLIENTS);

/** One program with all of them, each with a server of its own, because a process takes longer to start than to call. */
const ALL_CLIENTS = `${Object.values(CLIENTS)
  .map(({ imports }) => imports)
  .join('\n')}
const urls = JSON.parse(process.env.URLS);
${Object.values(CLIENTS)
  .map(({ call }, index) => `{ const url = urls[${index}]; for (let n = 0; n < ${CALLS}; n += 1) { ${call} } }`)
  .join('\n')}
process.exit(0);`;

describe('a policy is forced on programs that know nothing of it, and the server proves it', () => {
  for (const [how, policy] of [
    ['off', { keepAlive: false }],
    ['on', { keepAlive: true, maxSockets: 1, timeoutMs: 4000 }],
  ] as const) {
    describe(how, () => {
      const doors = NAMES.map(() => ({ port: 0, accepts: 0 }));
      const servers: http.Server[] = [];
      let seen: Seen;
      before(async () => {
        for (const door of doors) {
          const own = http.createServer((_request, response) => response.end('{"ok":true}'));
          own.on('connection', () => {
            door.accepts += 1;
          });
          await once(own.listen(0, '127.0.0.1'), 'listening');
          door.port = (own.address() as AddressInfo).port;
          servers.push(own);
        }
        const urls = doors.map((door) => `http://127.0.0.1:${door.port}`);
        seen = await run(ALL_CLIENTS, { policy }, 'app.mjs', { URLS: JSON.stringify(urls) });
      });
      after(() => {
        for (const own of servers) own.close();
      });
      for (const [index, name] of NAMES.entries()) {
        test(`${name}: ${how}`, () => {
          const { isExplicit = false } = CLIENTS[name]!;
          const connections = policy.keepAlive && !isExplicit ? 1 : CALLS;
          assert.equal(seen.code, 0, seen.err);
          assert.equal(doors[index]!.accepts, connections);
          const counts = downstreamsOf(seen.reports).get(`127.0.0.1:${doors[index]!.port}`);
          const { opened, requests, reused } = counts ?? {};
          assert.deepEqual([opened, requests, reused], [connections, CALLS, CALLS - connections]);
          if (isExplicit) assert.equal(counts?.askedToClose, CALLS);
        });
      }
    });
  }

  test('CommonJS', async () => {
    const text = `const http = require('http'); const { get } = http; let n = 0;
      const next = () => (n++ < ${CALLS} ? get(process.env.URL, (r) => r.resume().on('end', () => setImmediate(next))) : process.exit(0));
      next();`;
    await run(text, { policy: { keepAlive: false } }, 'app.cjs');
    assert.equal(accepts, CALLS);
  });
});

describe('which line opens connections, and why', () => {
  const SITES = `import http from 'node:http';
import { createRequire } from 'node:module'; const axios = createRequire(import.meta.url)('axios');
const kept = new http.Agent({ keepAlive: true });
const cold = new http.Agent();
const URL = process.env.URL;
const call = (agent, path = '/') => new Promise((done) => http.get(URL + path, { agent }, (r) => r.resume().on('end', () => setImmediate(done))));
async function reuses() { await call(kept); }
async function withoutKeepAlive() { await axios.get(URL, { httpAgent: cold }); }
async function newAgent() { await call(new http.Agent({ keepAlive: true })); }
async function oneTime() { await call(false); }
async function closedByServer() { await call(kept, '/close'); }
async function fetches() { await (await fetch(URL)).text(); await new Promise((r) => setTimeout(r, 5)); }
for (let n = 0; n < ${CALLS}; n += 1) { await reuses(); await withoutKeepAlive(); await newAgent(); await oneTime(); await fetches(); }
for (let n = 0; n < ${CALLS}; n += 1) await closedByServer();
process.exit(0);`;

  test('each cause is told apart, with file and line, and what reuses has none', async () => {
    const { err, reports } = await run(SITES);
    assert.equal(err, '');
    const seen = callSitesOf(reports, folder).map(
      ({ place, caller, opened, cause }) => `${place} from ${caller}: ${opened} ${cause}`,
    );
    assert.deepEqual(seen.toSorted(), [
      'app.mjs:12 from app.mjs:13: 1 null',
      `app.mjs:6 from app.mjs:10: ${CALLS} one-time-agent`,
      // Its first request finds the connection that the other calls left.
      `app.mjs:6 from app.mjs:11: ${CALLS - 1} closed-by-answer`,
      'app.mjs:6 from app.mjs:7: 1 null',
      `app.mjs:6 from app.mjs:9: ${CALLS} agent-per-request`,
      `app.mjs:8 from app.mjs:13: ${CALLS} agent-without-keep-alive`,
    ]);
  });
});

describe('which line opens connections, where its Agent is as it should be', () => {
  const MORE = `import http from 'node:http';
import net from 'node:net';
import { Agent, Client, Pool, request } from 'undici';
const rest = (ms) => new Promise((done) => setTimeout(done, ms));
const serve = (answer, settings = {}) => new Promise((done) => {
  const server = Object.assign(http.createServer(answer), settings);
  server.listen(0, '127.0.0.1', () => done('http://127.0.0.1:' + server.address().port));
});
const plain = (answer) => new Promise((done) => {
  const server = net.createServer(answer).listen(0, '127.0.0.1', () => done('http://127.0.0.1:' + server.address().port));
});
const ok = (q, r) => r.end('ok');
const get = (url, options) => new Promise((done) => http.get(url, options, (r) => r.resume().on('end', () => setImmediate(done))).on('error', done));
const kept = (options) => ({ agent: new http.Agent({ keepAlive: true, ...options }) });
const times = async (run) => { for (let n = 0; n < ${CALLS}; n += 1) await run(n); };
const sites = {
  async pools(url, agent) { await times((n) => get(url, { ...agent, localAddress: '127.0.0.' + (n + 2) })); },
  async unread(url, agent) { await times(() => new Promise((done) => http.get(url, agent, done))); },
  async errors(url, agent) { await times(() => get(url, agent)); },
  async idleServer(url, agent) { await times(async () => { await get(url, agent); await rest(60); }); },
  async idleClient(url, agent) { await times(async () => { await get(url, agent); await rest(60); }); },
  async burst(url, agent) { await times(() => Promise.all([get(url, agent), get(url, agent), get(url, agent)])); },
  async asks(url, agent) { await times(() => get(url, { ...agent, headers: { Connection: 'close' } })); },
  async ends(url, agent) { await get(url, { ...agent, headers: ['connection', 'close', 'host', 'here'] }); },
  async opensForIt(url, agent) { await get(url, agent); },
  async stops(url, agent) { await get(url + '/close', agent); },
  async opensForThat(url, agent) { await get(url, agent); },
  async clients(url) { await times(async () => { const one = new Client(url); await (await one.request({ path: '/', method: 'GET' })).body.text(); await one.close(); }); },
  async poolsLeft(url) { await times(async () => { await (await new Pool(url).request({ path: '/', method: 'GET' })).body.text(); }); },
  async onePool(url, dispatcher) { await times(async () => (await dispatcher.request({ path: '/', method: 'GET' })).body.text()); },
  async fetches(url) { await times(async () => (await fetch(url)).text()); },
  async fetchesTwice(url) { await times(async () => (await fetch(url)).text()); },
  async old(url) { await times(async () => (await request(url)).body.text()); },
  async briefly(url) { await times(async () => (await request(url)).body.text()); },
  async ended(url) { await times(async () => { await (await request(url)).body.text(); await rest(60); }); },
  async burstOfOne(url, dispatcher) { await Promise.all(Array.from({ length: 8 }, async () => (await request(url, { dispatcher })).body.text())); },
  async beside(url) { await (await fetch(url + '/close')).text(); },
  async asksBeside(url, agent) { await get(url, { ...agent, headers: { connection: 'close' } }); },
  async pipelining(url, dispatcher) { await times(async () => (await request(url, { dispatcher })).body.text()); },
};
await sites.pools(await serve(ok), kept());
await sites.unread(await serve((q, r) => r.end('x'.repeat(500000))), kept());
await sites.errors(await serve((q, r) => r.destroy()), kept());
await sites.idleServer(await serve((q, r) => { r.end('ok'); setTimeout(() => q.socket.end(), 15); }), kept());
await sites.idleClient(await serve(ok), kept({ timeout: 15 }));
await sites.burst(await serve(ok), kept({ maxFreeSockets: 1 }));
await sites.asks(await serve(ok), kept());
const closing = (q, r) => { if (q.url === '/close') r.setHeader('connection', 'close'); r.end('ok'); };
const [asked, closed, both] = [await serve(ok), await serve(closing), kept()];
await times(async () => { await sites.opensForIt(asked, both); await sites.ends(asked, both); });
await times(async () => { await sites.opensForThat(closed, both); await sites.stops(closed, both); });
await sites.clients(await serve(ok));
await sites.poolsLeft(await serve(ok));
const kind = await serve(ok);
await sites.onePool(kind, new Pool(kind));
await sites.fetches(await serve((q, r) => { r.setHeader('connection', 'close'); r.end('ok'); }));
let answers = 0;
await sites.fetchesTwice(await serve((q, r) => { answers += 1; if (answers % 2 === 0) r.setHeader('connection', 'close'); r.end('ok'); }));
await sites.old(await plain((socket) => socket.on('data', () => socket.end('HTTP/1.0 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok'))));
await sites.briefly(await serve((q, r) => { r.setHeader('keep-alive', 'timeout=1'); r.end('ok'); }));
await sites.ended(await serve((q, r) => { r.end('ok'); setTimeout(() => q.socket.end(), 15); }));
await sites.burstOfOne(await serve(ok), new Agent());
const [shared, one] = [await serve(closing), kept()];
for (let n = 0; n < 20; n += 1) { await sites.beside(shared); await sites.asksBeside(shared, one); }
await sites.pipelining(await serve(ok), new Agent({ pipelining: 0 }));
process.exit(0);`;

  test('the cause is what ends its connections, or keeps them from others', async () => {
    const { err, reports } = await run(MORE);
    assert.equal(err, '');
    const lines = MORE.split('\n');
    const nameOf = (place: string | null) => lines[Number(place?.split(':')[1]) - 1]?.match(/async (\w+)\(/)?.[1];
    const seen = callSitesOf(reports, folder).map(({ place, caller, cause }) => [
      nameOf(caller) ?? nameOf(place),
      cause,
    ]);
    assert.deepEqual(Object.fromEntries(seen), {
      pools: 'separate-pools',
      unread: 'body-not-read',
      errors: 'errors',
      idleServer: 'closed-by-server',
      idleClient: 'idle-given-up',
      burst: 'idle-given-up',
      asks: 'asked-to-close',
      // What a line does to its neighbours on the same Agent is what they suffer from.
      ends: null,
      opensForIt: 'asked-to-close',
      stops: null,
      opensForThat: 'closed-by-answer',
      fetches: 'closed-by-answer',
      fetchesTwice: 'closed-by-answer',
      old: 'closed-by-answer',
      briefly: 'idle-given-up',
      ended: 'closed-by-server',
      // A pool that fills has a connector for each connection, and is one.
      burstOfOne: 'unknown',
      beside: 'closed-by-answer',
      asksBeside: 'asked-to-close',
      clients: 'dispatcher-per-request',
      poolsLeft: 'dispatcher-per-request',
      onePool: null,
      pipelining: 'pipelining-0',
    });
  });
});

test('of many requests the shares of lines that call in turn are told, and causes as of few', async () => {
  const text = `import http from 'node:http';
const kept = new http.Agent({ keepAlive: true });
const call = (agent, more) => new Promise((done) => http.get(process.env.URL, { agent, ...more }, (r) => r.resume().on('end', () => setImmediate(done))));
async function one() { await call(kept); }
async function other() { await call(kept); }
async function oneTime() { await call(false); }
async function pools(n) { await call(kept, { localAddress: '127.1.0.' + (1 + n % 250) }); }
for (let n = 0; n < 350; n += 1) { await one(); await other(); }
for (let n = 0; n < 250; n += 1) { await oneTime(); await pools(n); }
process.exit(0);`;
  const { err, reports } = await run(text);
  assert.equal(err, '');
  const seen = callSitesOf(reports, folder).map(({ caller, requests, opened, cause }) => {
    return [
      text.split('\n')[Number(caller?.split(':')[1]) - 1]?.match(/function (\w+)/)?.[1],
      requests,
      opened,
      cause,
    ] as const;
  });
  const of = (name: string) => seen.find(([site]) => site === name) ?? [name, 0, 0, null];
  for (const name of ['one', 'other']) assert.ok(Math.abs(of(name)[1] - 350) < 80, `${name}: ${of(name)[1]}`);
  assert.equal(of('one')[1] + of('other')[1] > 650, true);
  for (const [name, cause] of [
    ['oneTime', 'one-time-agent'],
    ['pools', 'separate-pools'],
  ] as const) {
    assert.equal(of(name)[3], cause);
    assert.ok(Math.abs(of(name)[2] - 250) < 30, `${name}: ${of(name)[2]}`);
  }
});

test('an Agent for each job is its line, however many calls of the job it has', async () => {
  const text = `import http from 'node:http';
const call = (agent) => new Promise((done) => http.get(process.env.URL, { agent }, (r) => r.resume().on('end', () => setImmediate(done))));
const made = async (run) => { const agent = new http.Agent({ keepAlive: true }); await run(agent); agent.destroy(); };
async function uneven(agent, n) { await call(agent); if (n % 20 >= 9) for (let k = 0; k < 4; k += 1) await more(agent); }
async function more(agent) { await call(agent); }
async function first(agent) { await call(agent); }
async function others(agent) { await call(agent); }
for (let n = 0; n < 100; n += 1) await made((agent) => uneven(agent, n));
for (let n = 0; n < 50; n += 1) await made(async (agent) => { await first(agent); for (let k = 0; k < 4; k += 1) await others(agent); });
process.exit(0);`;
  const { err, reports } = await run(text);
  assert.equal(err, '');
  const seen = callSitesOf(reports, folder).map(({ caller, opened, cause }) => [caller, opened, cause]);
  assert.deepEqual(seen.toSorted(), [
    ['app.mjs:4', 100, 'agent-per-request'],
    ['app.mjs:5', 0, null],
    ['app.mjs:6', 50, 'agent-per-request'],
    ['app.mjs:7', 0, null],
  ]);
});

test('lines that begin after ten thousand requests are told as those of the start', async () => {
  const text = `import http from 'node:http';
import { Client } from 'undici';
const kept = new http.Agent({ keepAlive: true });
const [pooled, filled] = [new http.Agent({ keepAlive: true }), new http.Agent({ keepAlive: true })];
const call = (agent) => new Promise((done) => http.get(process.env.URL, { agent }, (r) => r.resume().on('end', () => setImmediate(done))));
const client = () => new Client(process.env.URL);
const ask = async (one) => (await one.request({ path: '/', method: 'GET' })).body.dump();
const one = client();
async function early() { await call(kept); }
async function few(n) { await call(n % 5 < 2 ? new http.Agent() : kept); }
async function many(n) { await call(n % 5 < 2 ? new http.Agent() : kept); }
async function clients(n) { await ask(n % 5 < 2 ? client() : one); }
async function pool() { await call(pooled); }
async function burst() { await call(filled); }
for (let n = 0; n < 10100; n += 1) await early();
for (let n = 0; n < 40; n += 1) { await few(n); await early(); }
for (let n = 0; n < 400; n += 1) { await many(n); await early(); }
for (let n = 0; n < 100; n += 1) { await clients(n); await early(); }
for (let n = 0; n < 20; n += 1) await Promise.all(Array.from({ length: 10 }, () => pool()));
await Promise.all(Array.from({ length: 25 }, () => burst()));
for (let n = 0; n < 400; n += 1) await burst();
process.exit(0);`;
  const { err, reports } = await run(text);
  assert.equal(err, '');
  const lines = text.split('\n');
  const nameOf = (caller: string | null) => lines[Number(caller?.split(':')[1]) - 1]?.match(/function (\w+)/)?.[1];
  const sites = callSitesOf(reports, folder).map((site) => ({ name: nameOf(site.caller ?? site.place), ...site }));
  const told = sites.map(({ name, opened, cause }) => [name, opened, cause]);
  assert.deepEqual(told.toSorted(), [
    ['burst', 25, null],
    // The client that they share opened one, too.
    ['clients', 41, 'dispatcher-per-request'],
    ['early', 1, null],
    ['few', 16, 'agent-per-request'],
    ['many', 160, 'agent-per-request'],
    ['pool', 10, null],
  ]);
  // One in four of some 100 that reuse was looked at, after each that opened.
  const { requests } = sites.find(({ name }) => name === 'many')!;
  assert.ok(Math.abs(requests - 400) < 120, `${requests} requests`);
});

test('where an Agent is made is its line in the service, and not one that loads the package which makes it', async () => {
  const sdk = "const http = require('http'); const cold = new http.Agent();\nexports.agent = cold;";
  const text = `const [fs, http] = [require('node:fs'), require('node:http')];
const SDK = __dirname + '/node_modules/cold-sdk';
fs.mkdirSync(SDK, { recursive: true }); fs.writeFileSync(SDK + '/index.js', ${JSON.stringify(sdk)});
fs.writeFileSync(__dirname + '/agents.cjs', ${JSON.stringify(sdk)});
const [theirs, own] = [require('cold-sdk').agent, require('./agents.cjs').agent];
const call = (agent) => new Promise((done) => http.get(process.env.URL, { agent }, (r) => r.resume().on('end', () => setImmediate(done))));
const first = () => call(theirs);
const second = () => call(own);
(async () => { for (let n = 0; n < ${CALLS}; n += 1) { await first(); await second(); } process.exit(0); })();`;
  const { err, reports } = await run(text, {}, 'app.cjs');
  assert.equal(err, '');
  const made = callSitesOf(reports, folder).map(({ caller, agentPlace }) => [caller, agentPlace]);
  assert.deepEqual(Object.fromEntries(made), { 'app.cjs:7': null, 'app.cjs:8': 'agents.cjs:1' });
});
