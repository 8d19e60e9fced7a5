import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downstreamsOf } from '../../harness/analysis/service/call-sites.js';
import type { DnsMode, DnsSettings } from '../../harness/model/workload/workload.js';
import { startDnsServer } from '../../harness/servers/dns/dns-server.js';
import { KUBERNETES_SEARCH, testDns, testEndpointDns } from '../../harness/testing/example-dns.js';
import { accepts, port, run } from '../../harness/testing/preloaded.js';
import { WHOLE } from '../../harness/testing/whole.js';

/** Names of calls that are asked for at a DNS server of ours, by programs that know nothing of it. */

const HOST = 'prices.example';
const LATENCY_MS = 150;
const ORIGIN = `${HOST}:81`;

async function asked(
  text: string,
  { mode = 'system', ...changes }: Partial<DnsSettings> & { mode?: DnsMode },
  variables = {},
) {
  const settings = testDns({ host: HOST, ...changes });
  const server = await startDnsServer(settings, 1);
  try {
    const dns = { [HOST]: { ...testEndpointDns(server.address, settings), mode } };
    const { out, err, reports } = await run(
      `${text}\nprocess.exit(0);`,
      { origins: { [ORIGIN]: port }, dns },
      'app.mjs',
      variables,
    );
    const counts = downstreamsOf(reports).get(ORIGIN);
    return { out: out.trim().split('\n'), err, queries: server.queries, counts };
  } finally {
    server.close();
  }
}

test('each connection asks for its name, and one that is kept does not', async () => {
  const text = `import http from 'node:http';
    const get = (agent) => new Promise((done) => http.get('http://${ORIGIN}/', { agent },
      (r) => r.resume().on('end', () => setImmediate(done))).on('error', (e) => done(console.log(e.message))));
    const [cold, kept] = [new http.Agent({ keepAlive: false }), new http.Agent({ keepAlive: true })];
    for (let n = 0; n < 3; n += 1) await get(cold);
    for (let n = 0; n < 3; n += 1) await get(kept);
    await (await fetch('http://${ORIGIN}/')).text();`;
  const { out, err, queries, counts } = await asked(text, { search: KUBERNETES_SEARCH, ndots: 5, aaaa: true });
  assert.deepEqual([out, err], [[''], '']);
  assert.deepEqual([counts?.lookups, counts?.opened, counts?.errors, accepts], [5, 5, 0, 5]);
  assert.equal(queries, 5 * 2 * (KUBERNETES_SEARCH.length + 1));
});

test('a service that asks name servers itself asks ours, and is told how long it may keep the answer', async () => {
  const text = `import dns, { promises, Resolver } from 'node:dns';
    console.log(JSON.stringify(await promises.resolve4('${HOST}', { ttl: true })));
    const own = new Resolver();
    own.setServers(['192.0.2.1']);
    console.log(await new Promise((done) => own.resolve4('${HOST}', (e, found) => done(String(e ?? found)))));
    console.log(JSON.stringify(await promises.lookup('${HOST}', { all: true })));
    console.log((await promises.lookup('${HOST}', 6).catch((e) => e)).code);`;
  const { out, queries, counts } = await asked(text, { ttlSeconds: 7, aaaa: false });
  const found = JSON.stringify([{ address: '127.0.0.1', family: 4 }]);
  assert.deepEqual(out, [JSON.stringify([{ address: '127.0.0.1', ttl: 7 }]), '127.0.0.1', found, 'ENOTFOUND']);
  assert.deepEqual([queries, counts?.lookups], [4, 4]);
});

test('a lookup that fails is told as the system tells it, and is counted', async () => {
  const text = `import http from 'node:http';
    console.log(await new Promise((done) => http.get('http://${ORIGIN}/')
      .on('error', (e) => setTimeout(done, 20, [e.code, e.syscall, e.hostname].join()))));`;
  for (const changes of [{ failures: 1 }, ...(WHOLE ? [{ timeouts: 1, queryTimeoutMs: 50, attempts: 1 }] : [])]) {
    const { out, counts } = await asked(text, { aaaa: false, ...changes });
    assert.deepEqual(out, [`EAI_AGAIN,getaddrinfo,${HOST}`]);
    assert.deepEqual([counts?.lookups, counts?.errors, counts?.opened], [1, 1, 0]);
  }
});

test('a process has as many lookups at a time as libuv lets it, and each takes its time', async () => {
  const text = `import { lookup } from 'node:dns';
    const begunMs = performance.now();
    const one = () => new Promise((done) => lookup('${HOST}', () => done(performance.now() - begunMs)));
    console.log(JSON.stringify(await Promise.all([one(), one(), one(), one()])));`;
  const tookMs = async (mode: DnsMode, variables = {}) => {
    const { out, queries, counts } = await asked(text, { mode, aaaa: false, latencyMs: LATENCY_MS }, variables);
    assert.deepEqual([queries, counts?.lookups], [mode === 'cached' ? 1 : 4, 4]);
    return (JSON.parse(out[0]!) as number[]).toSorted((a, b) => a - b);
  };
  const spreadMs = async (mode: DnsMode, variables = {}) => {
    const all = await tookMs(mode, variables);
    return all[2]! - all[0]!;
  };
  // The third waits for one of the first two.
  assert.ok((await spreadMs('system')) > LATENCY_MS / 2);
  if (!WHOLE) return;
  assert.ok((await spreadMs('cached')) < LATENCY_MS / 2);
  assert.ok((await spreadMs('system', { UV_THREADPOOL_SIZE: '8' })) < LATENCY_MS / 2);
  assert.ok((await spreadMs('resolver')) < LATENCY_MS / 2);
});

test('a lookup of its own is asked, and wherever that leads, the connection goes to the stand-in', async () => {
  const text = `import http from 'node:http';
    import dns from 'node:dns';
    const asked = [];
    const own = (name, { all }, done) => {
      asked.push(name);
      if (all) done(null, [{ address: '127.0.0.77', family: 4 }, { address: '::1', family: 6 }]);
      else done(null, '127.0.0.77', 4);
    };
    const get = (more) => new Promise((done) => http.get('http://${ORIGIN}/', { agent: false, ...more },
      (r) => r.resume().on('end', () => done(console.log(r.statusCode)))).on('error', (e) => done(console.log(e.message))));
    await get({ lookup: own, autoSelectFamily: true });
    await get({ lookup: own, autoSelectFamily: false });
    await get({ lookup: (name, options, done) => done(new Error('not mine')) });
    dns.lookup = own;
    await get({});
    console.log(asked.join());`;
  const { out, queries, counts } = await asked(text, {});
  assert.deepEqual(out, ['200', '200', 'not mine', '200', `${HOST},${HOST},${HOST}`]);
  assert.deepEqual([queries, counts?.lookups, counts?.opened, accepts], [0, 0, 3, 3]);
});

test('another Promise of its own and numbers of threads that are none keep no lookup from its answer', async () => {
  const text = `globalThis.Promise = class extends Promise { static allSettled() { return Promise.resolve([]); } };
    process.env.UV_THREADPOOL_SIZE = '-2';
    const { lookup } = await import('node:dns');
    console.log(await new Promise((done) => lookup('${HOST}', (e, found) => done(String(e ?? found)))));`;
  const { out, err } = await asked(text, { aaaa: false }, { UV_THREADPOOL_SIZE: '0' });
  assert.deepEqual([out, err], [['127.0.0.1'], '']);
});

test('an answer is kept for its time where a policy keeps answers, and one that failed is not', async () => {
  const text = `import { promises } from 'node:dns';
    const rest = (ms) => new Promise((done) => setTimeout(done, ms));
    for (const ms of [0, 1100, 0]) { await promises.lookup('${HOST}').catch(() => {}); await rest(ms); }`;
  const kept = await asked(text, { mode: 'cached', aaaa: false, ttlSeconds: 1 });
  assert.deepEqual([kept.queries, kept.counts?.lookups], [2, 3]);
  if (!WHOLE) return;
  const failed = await asked(text.replace('1100', '0'), { mode: 'cached', aaaa: false, failures: 1, attempts: 1 });
  assert.deepEqual([failed.queries, failed.counts?.lookups], [3, 3]);
});
