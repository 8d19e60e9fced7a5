import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { Endpoint, SlotMeasurement } from '../../harness/model/protocol/slot.js';
import type { ClientName } from '../../harness/model/workload/workload.js';
import { loopbackCertificate } from '../../harness/system/certificate.js';
import { constantRate, type PolicyChanges, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { wholeOnly } from '../../harness/testing/whole.js';
import { createHost, type Host } from '../host.js';
import { ROWS, VARIABLE } from './testing/policy-rows.js';
import { warmHost } from './testing/warm-host.js';

/** So many more than at once that they would open more connections than the bounds allow. */
const requestsAt = (atOnce: number) => 10 + atOnce;
/** So high that as many as may be are at once before the first is answered, on a fast machine as well. */
const RATE = 10_000;

describe('the settings of a client', () => {
  for (const { client, policy, tls = false, at, opens, full, repeats = false } of ROWS) {
    const name = `${client} ${JSON.stringify(policy)} over ${tls ? 'https' : 'http'}, ${at} at once`;
    test(`${name}: ${opens.join(' to ')} connections`, { skip: repeats && wholeOnly }, async () => {
      const { tally, server } = await replay({ client, policy, tls, at });
      const count = requestsAt(at);
      assert.deepEqual([tally.completed, server.requests], [count, count]);
      assert.equal(tally.connections.opened, server.accepts);
      assert.equal(tally.reused, count - server.accepts);
      within(server.accepts, opens.map((bound) => connectionsAt(bound, count)) as [number, number]);
      if (full) assert.equal(tally.connections.handshakesFull, count);
    });
  }

  const slowly = { at: 1, stages: constantRate(20, 250) };
  const idleEnds: readonly (readonly [ClientName, PolicyChanges])[] = [
    ['node-http', { idleTimeoutMs: 30 }],
    ['agentkeepalive', { freeSocketTimeoutMs: 30 }],
    ['agentkeepalive', { socketActiveTtlMs: 30 }],
    ['undici', { keepAliveTimeoutMs: 30 }],
    ['fetch', { keepAliveTimeoutMs: 30 }],
  ];
  for (const [client, policy] of idleEnds) {
    test(`${client} ${JSON.stringify(policy)} ends a connection that is idle for longer`, {
      skip: client === 'fetch' && wholeOnly,
    }, async () => {
      within(await acceptsOfIdle(client, policy), [2, 5]);
      assert.equal(await fewestAccepts(client, {}), 1);
    });
  }
  /** A machine that is held up sends all at once what was to be sent one by one, and no connection is idle for long: it is asked again. */
  async function acceptsOfIdle(client: ClientName, policy: PolicyChanges): Promise<number> {
    let accepts = 1;
    for (let tries = 0; tries < 5 && accepts === 1; tries += 1) {
      accepts = (await replay({ client, policy, ...slowly })).server.accepts;
    }
    return accepts;
  }

  /** A busy machine holds an answer up until the next request wants a connection of its own. */
  async function fewestAccepts(client: ClientName, policy: PolicyChanges): Promise<number> {
    let fewest = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 5 && fewest > 1; tries += 1) {
      fewest = Math.min(fewest, (await replay({ client, policy, ...slowly })).server.accepts);
    }
    return fewest;
  }

  test('keepAliveMsecs ends no connection that is idle for longer', async () => {
    assert.equal(await fewestAccepts('node-http', { tcpKeepAliveMs: 30 }), 1);
  });

  for (const client of ['undici', 'fetch'] as const) {
    // It is undici within.
    const skip = client === 'fetch' && wholeOnly;
    test(`${client} with allowH2 sends everything over one HTTP/2 connection`, { skip }, async () => {
      const policy = { keepAlive: true, allowH2: true, connections: 1 };
      // The end of a slot leaves the thread fit for the next.
      for (let slot = 0; slot < 2; slot += 1) {
        const { tally, server } = await replay({ client, policy, tls: true, at: 8 });
        assert.deepEqual([server.accepts, server.http2], [1, requestsAt(8)]);
        assert.deepEqual([tally.connections.opened, tally.reused], [1, requestsAt(8) - 1]);
      }
    });
    test(`${client} that is cold never speaks HTTP/2, which would reuse`, { skip }, async () => {
      const { server } = await replay({ client, policy: { keepAlive: false }, tls: true, at: 8 });
      assert.deepEqual([server.accepts, server.http2], [requestsAt(8), 0]);
    });
  }

  for (const client of ['aws-sdk-v2', 'aws-sdk-v3'] as const) {
    test(`${client} sends a request once, and again only on request`, async () => {
      assert.equal(await attempts(client, {}), 10);
      assert.ok((await attempts(client, { retries: 'default' })) > 10);
    });
  }
});

interface Replay {
  readonly client: ClientName;
  readonly policy: PolicyChanges;
  readonly tls?: boolean;
  readonly at: number;
  readonly stages?: ReturnType<typeof constantRate>;
}

/** As a process of a policy, a host has one environment. */
const hosts = new Map<string, Host>();
after(() => Promise.all([...hosts.values()].map((host) => host.close())));

function hostOf(env: Readonly<Record<string, string>> | undefined): Host {
  if (env === undefined) return warmHost;
  const name = JSON.stringify(env);
  const host = hosts.get(name) ?? createHost(1);
  hosts.set(name, host);
  return host;
}

/** Its environment is lent to the thread that starts meanwhile. */
async function replay({
  client,
  policy,
  tls = false,
  at,
  stages = constantRate(RATE, (1000 * requestsAt(at)) / RATE),
}: Replay) {
  const server = await startServer(tls);
  Object.assign(process.env, policy.env);
  const host = hostOf(policy.env);
  const changes = { requestTimeoutMs: 30_000, ...policy };
  const job = { client, policy: testPolicy(changes), endpoint: server.endpoint, connections: at, stages };
  const measured: SlotMeasurement = await host.measure(testJob({ ...job, requests: [requestOf(client)] }));
  delete process.env[VARIABLE];
  server.close();
  return { ...measured, server: server.counts };
}

function requestOf(client: ClientName) {
  const dynamodb = client.startsWith('aws') ? ({ operation: 'listTables', input: {} } as const) : null;
  return { name: 'x', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb };
}

const certified = loopbackCertificate('ecdsa');

/** Speaks HTTP/2 to those who offer it, and says nothing of how long it keeps an idle connection. */
async function startServer(tls: boolean) {
  const counts = { accepts: 0, requests: 0, http2: 0 };
  const certificate = tls ? await certified : null;
  const server =
    certificate === null ? http.createServer() : http2.createSecureServer({ ...certificate, allowHTTP1: true });
  if (server instanceof http.Server) server.keepAliveTimeout = 0;
  server.on('connection', () => {
    counts.accepts += 1;
  });
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    counts.requests += 1;
    if (request.httpVersion === '2.0') counts.http2 += 1;
    request.resume();
    request.on('end', () => setTimeout(() => response.end(), 1));
  });
  const endpoint: Endpoint = {
    protocol: tls ? 'https:' : 'http:',
    hostname: 'localhost',
    port: await listen(server),
    ca: certificate?.cert ?? null,
    localAddress: '127.0.0.1',
  };
  return { endpoint, counts, close: () => server.close() };
}

async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** How many times ten requests are sent to a server that cuts every connection. */
async function attempts(client: ClientName, policy: PolicyChanges): Promise<number> {
  let accepts = 0;
  const server = net.createServer((socket) => {
    accepts += 1;
    socket.on('error', () => {});
    socket.once('data', () => socket.resetAndDestroy());
  });
  const endpoint = { protocol: 'http:', hostname: 'localhost', ca: null, localAddress: '127.0.0.1' } as const;
  const job = { client, requests: [requestOf(client)], stages: constantRate(100, 100) };
  const patient = testPolicy({ requestTimeoutMs: 500, ...policy });
  await warmHost.measure(testJob({ ...job, policy: patient, endpoint: { ...endpoint, port: await listen(server) } }));
  const then = accepts;
  // What was given up is not sent again after its slot.
  await rest(200);
  server.close();
  assert.equal(accepts, then);
  return accepts;
}

/** A bound as a count of connections. */
function connectionsAt(bound: number | 'each' | 'reused', requests: number): number {
  if (bound === 'each') return requests;
  return bound === 'reused' ? requests - 1 : bound;
}

function within(count: number, [least, most]: readonly [number, number]): void {
  assert.ok(count >= least && count <= most, `${count} connections, not ${least} to ${most}`);
}
