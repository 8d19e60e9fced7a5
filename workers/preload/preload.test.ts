import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { callSitesOf, downstreamsOf } from '../../harness/analysis/service/call-sites.js';
import type { PreloadReport } from '../../harness/model/run/preload.js';

/** Programs as people write them, with the preload in NODE_OPTIONS and a server that counts what it accepts. */

const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));
/** Programs are resolved from here, so that they find what is installed beside holdline. */
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const CALLS = 6;

let folder: string;
let server: http.Server;
let accepts = 0;
let port = 0;

before(async () => {
  server = http.createServer((request, response) => {
    if (request.url === '/close') response.setHeader('connection', 'close');
    response.end('{"ok":true}');
  });
  server.on('connection', () => {
    accepts += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
after(() => server.close());
beforeEach(() => {
  accepts = 0;
});

interface Seen {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
  readonly reports: readonly PreloadReport[];
}

/** Runs a program of this text to its end. */
async function run(text: string, settings: object = {}, file = 'app.mjs', variables: object = {}): Promise<Seen> {
  folder = mkdtempSync(path.join(PROJECT, 'dist/preload-test-'));
  try {
    writeFileSync(path.join(folder, file), text);
    const env = {
      PATH: process.env.PATH ?? '',
      URL: `http://127.0.0.1:${port}`,
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
      NODE_OPTIONS: `--require "${PRELOAD}"`,
      HOLDLINE_PRELOAD: JSON.stringify({ folder, ...settings }),
      ...variables,
    };
    const child = spawn(process.execPath, [path.join(folder, file)], { cwd: folder, env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const names = readdirSync(folder).filter((name) => /^\d+-\d+\.json$/.test(name));
    const reports = names.map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as PreloadReport);
    return { code, signal, out, err, reports };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const calls = (call: string, imports = '') =>
  `${imports}\nfor (let n = 0; n < ${CALLS}; n += 1) { ${call} }\nprocess.exit(0);`;
const httpGet = (agent: string) =>
  `await new Promise((done) => http.get(url, { ${agent} }, (r) => r.resume().on('end', () => setImmediate(done))));`;

interface Client {
  readonly imports: string;
  /** Calls the address \`url\`, once. */
  readonly call: string;
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
          const connections = policy.keepAlive ? 1 : CALLS;
          assert.equal(seen.code, 0, seen.err);
          assert.equal(doors[index]!.accepts, connections);
          const counts = downstreamsOf(seen.reports).get(`127.0.0.1:${doors[index]!.port}`);
          const { opened, requests, reused } = counts ?? {};
          assert.deepEqual([opened, requests, reused], [connections, CALLS, CALLS - connections]);
        });
      }
    });
  }

  test('an explicit undici Agent is seen, and not forced', async () => {
    const explicit = "import { Agent, request } from 'undici'; const own = new Agent({ pipelining: 0 });";
    const call = 'await (await request(process.env.URL, { dispatcher: own })).body.text();';
    const { reports } = await run(calls(call, explicit), { policy: { keepAlive: true } });
    assert.equal(accepts, CALLS);
    const counts = downstreamsOf(reports).get(`127.0.0.1:${port}`);
    assert.deepEqual([counts?.requests, counts?.askedToClose], [CALLS, CALLS]);
  });

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
import axios from 'axios';
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
import { Agent, request } from 'undici';
const rest = (ms) => new Promise((done) => setTimeout(done, ms));
const serve = (answer, settings = {}) => new Promise((done) => {
  const server = Object.assign(http.createServer(answer), settings);
  server.listen(0, '127.0.0.1', () => done('http://127.0.0.1:' + server.address().port));
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
  async pipelining(url, dispatcher) { await times(async () => (await request(url, { dispatcher })).body.text()); },
};
await sites.pools(await serve(ok), kept());
await sites.unread(await serve((q, r) => r.end('x'.repeat(500000))), kept());
await sites.errors(await serve((q, r) => r.destroy()), kept());
await sites.idleServer(await serve((q, r) => { r.end('ok'); setTimeout(() => q.socket.end(), 15); }), kept());
await sites.idleClient(await serve(ok), kept({ timeout: 15 }));
await sites.burst(await serve(ok), kept({ maxFreeSockets: 1 }));
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
      pipelining: 'pipelining-0',
    });
  });
});

describe('nothing leaves the machine', () => {
  test('an address and a name beyond it are refused before a packet is sent, counted and named', async () => {
    const text = `import http from 'node:http';
      const tell = (e) => console.log(e.code, e.message);
      http.get('http://192.0.2.1:81/').on('error', tell);
      http.get('http://api.example.invalid/').on('error', tell);
      await fetch('http://[2001:db8::1]:82/').catch((e) => tell(e.cause));`;
    const { code, out, reports } = await run(text);
    assert.equal(code, 0);
    assert.equal(out.match(/^ECONNREFUSED holdline: nothing leaves this machine/gm)?.length, 3, out);
    const refused = [...downstreamsOf(reports)].map(([name, { refused: count, attempted }]) => [
      name,
      count,
      attempted,
    ]);
    assert.deepEqual(refused.toSorted(), [
      ['192.0.2.1:81', 1, 0],
      ['2001:db8::1:82', 1, 0],
      ['api.example.invalid:80', 1, 0],
    ]);
  });

  test('an allowed host, or one port of it, is let through', async () => {
    const text = `import http from 'node:http';
      const lookup = (name, { all }, done) => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4));
      for (const host of ['any.example', 'one.example', 'other.example']) await new Promise((done) => {
        http.get({ host, port: ${port}, lookup }, (r) => { console.log(host, r.statusCode); r.resume().on('end', done); })
          .on('error', (e) => { console.log(host, e.code); done(); });
      });
      process.exit(0);`;
    const { out } = await run(text, { allow: ['any.example', `one.example:${port}`, 'other.example:1'] });
    assert.deepEqual(out.trim().split('\n'), ['any.example 200', 'one.example 200', 'other.example ECONNREFUSED']);
  });

  test('a datagram and a question to a name server are refused before there is a socket for them', async () => {
    const text = `import dgram from 'node:dgram';
      import dns, { promises, Resolver } from 'node:dns';
      import { readFileSync } from 'node:fs';
      const told = (e) => console.log(e?.code, e?.message);
      const isBound = (socket) => { try { return socket.address().port > 0; } catch { return false; } };
      const socket = dgram.createSocket('udp4');
      socket.on('error', told);
      socket.send('a', 8125, '192.0.2.1');
      await new Promise((done) => socket.send(Buffer.from('abc'), 0, 3, 8125, 'statsd.example', (e) => done(told(e))));
      await new Promise((done) => socket.connect(8126, '192.0.2.1', (e) => done(told(e))));
      const resolver = new Resolver();
      resolver.setServers(['192.0.2.1:5300']);
      await new Promise((done) => resolver.resolve4('a.example', (e) => done(told(e))));
      dns.setServers(['192.0.2.2']);
      await new Promise((done) => dns.resolveTxt('b.example', (e) => done(told(e))));
      await promises.resolve('c.example', 'MX').catch(told);
      await promises.reverse('198.51.100.1').catch(told);
      const outside = /0[12]0200C0:/.test(readFileSync('/proc/net/udp', 'utf8'));
      console.log('bound', isBound(socket), 'outside', outside);
      process.exit(0);`;
    const { out, err, reports } = await run(text);
    const refused = (why: string) => `ECONNREFUSED holdline: nothing leaves this machine: ${why}`;
    const asked = (server: string, host: string) => refused(`the name server ${server}:53 was to be asked for ${host}`);
    assert.deepEqual(
      out.trim().split('\n'),
      [
        refused('192.0.2.1:8125/udp is not allowed'),
        refused('statsd.example:8125/udp is not allowed'),
        refused('192.0.2.1:8126/udp is not allowed'),
        asked('192.0.2.1', 'a.example').replace(':53 ', ':5300 '),
        asked('192.0.2.2', 'b.example'),
        asked('192.0.2.2', 'c.example'),
        asked('192.0.2.2', '198.51.100.1'),
        'bound false outside false',
      ],
      err,
    );
    const counted = [...downstreamsOf(reports)].map(([name, { refused: times, attempted }]) => [
      name,
      times,
      attempted,
    ]);
    assert.deepEqual(counted.toSorted(), [
      ['192.0.2.1:8125/udp', 1, 0],
      ['192.0.2.1:8126/udp', 1, 0],
      ['198.51.100.1@192.0.2.2:53/dns', 1, 0],
      ['a.example@192.0.2.1:5300/dns', 1, 0],
      ['b.example@192.0.2.2:53/dns', 1, 0],
      ['c.example@192.0.2.2:53/dns', 1, 0],
      ['statsd.example:8125/udp', 1, 0],
    ]);
  });

  test('datagrams on this machine and to an allowed host go as they would', async () => {
    const text = `import dgram from 'node:dgram';
      import { Resolver } from 'node:dns';
      const server = dgram.createSocket('udp4');
      let got = 0;
      server.on('message', () => { got += 1; });
      await new Promise((done) => server.bind(0, '127.0.0.1', done));
      const { port } = server.address();
      const socket = dgram.createSocket({ type: 'udp4', lookup: (name, family, done) => done(null, '127.0.0.1', 4) });
      const send = (...args) => new Promise((done) => socket.send(...args, (e) => done(e && console.log(e.message))));
      await send('a', port);
      await send('a', port, 'localhost');
      await send(Buffer.from('abc'), 1, 2, port, '127.0.0.1');
      await send('a', port, 'any.example');
      await new Promise((done) => socket.connect(port, '127.0.0.1', done));
      await send('a');
      const resolver = new Resolver({ timeout: 100, tries: 1 });
      resolver.setServers(['127.0.0.1:' + port]);
      await new Promise((done) => resolver.resolve4('a.example', (e) => done(console.log(e.code))));
      console.log(got);
      process.exit(0);`;
    const { out, err } = await run(text, { allow: ['any.example'] });
    assert.deepEqual(out.trim().split('\n'), ['ETIMEOUT', '6'], err);
  });

  test('a built-in origin is led to its stand-in', async () => {
    const text = "const r = await fetch('http://prices.example/'); console.log(await r.text()); process.exit(0);";
    const { out } = await run(text, { origins: { 'prices.example:80': port } });
    assert.equal(out.trim(), '{"ok":true}');
    assert.equal(accepts, 1);
  });

  test('a name under .localhost is this machine, whatever a resolver says', async () => {
    const { out } = await run(`console.log((await fetch('http://app.localhost:${port}/')).status); process.exit(0);`);
    assert.equal(out.trim(), '200');
  });
});

describe('the service is left as it is', () => {
  test('its exit code, its output and its uncaught errors are its own', async () => {
    assert.equal((await run('process.exitCode = 7; console.log("mine");')).code, 7);
    const thrown = await run("import net from 'node:net'; net.connect(1, '127.0.0.1');");
    assert.equal(thrown.code, 1);
    assert.match(thrown.err, /Unhandled 'error' event/);
    assert.match(thrown.err, /ECONNREFUSED/);
    assert.equal(thrown.out, '');
  });

  test('a signal ends it, and nothing of the preload keeps it alive', async () => {
    assert.equal((await run("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);")).signal, 'SIGTERM');
    assert.equal((await run('export {};')).code, 0);
  });

  test('settings that are no JSON leave it alone', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1)'], {
      env: { NODE_OPTIONS: `--require "${PRELOAD}"`, HOLDLINE_PRELOAD: '{' },
    });
    assert.equal((await once(child, 'close'))[0], 0);
  });

  test('worker threads and cluster workers are seen too, each with a report of its own', async () => {
    const threads = `import { isMainThread, Worker } from 'node:worker_threads';
      if (isMainThread) new Worker(new URL(import.meta.url)); else await (await fetch(process.env.URL)).text();
      if (!isMainThread) process.exit(0);`;
    const inThreads = await run(threads);
    assert.deepEqual(inThreads.reports.map(({ thread, cpu }) => [thread, cpu === null]).toSorted(), [
      [0, false],
      [1, true],
    ]);
    assert.deepEqual(inThreads.reports.find(({ thread }) => thread === 0)?.workers, [1]);
    const clustered = `import cluster from 'node:cluster';
      if (cluster.isPrimary) { cluster.fork(); cluster.fork(); }
      else { await (await fetch(process.env.URL)).text(); process.exit(0); }`;
    const inCluster = await run(clustered);
    assert.equal(new Set(inCluster.reports.map(({ pid }) => pid)).size, 3);
    assert.equal(downstreamsOf(inCluster.reports).get(`127.0.0.1:${port}`)?.requests, 2);
  });
});
