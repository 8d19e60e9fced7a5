import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import type { Endpoint, SlotMeasurement } from '../../harness/model/protocol/slot.js';
import type { ClientName } from '../../harness/model/workload/workload.js';
import { loopbackCertificate } from '../../harness/servers/http/certificate.js';
import { constantRate, type PolicyChanges, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { createHost } from '../host.js';

const VARIABLE = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';
const REQUESTS = 300;

interface Row {
  readonly client: ClientName;
  readonly policy: PolicyChanges;
  readonly tls?: boolean;
  /** Requests at once. */
  readonly at: number;
  /** How many connections there are, as bounds; over http a slow machine has fewer requests at once than allowed. */
  readonly opens: readonly [least: number, most: number];
  /** Handshakes that are not resumed, where it is certain. */
  readonly full?: number;
}

const COLD = [REQUESTS, REQUESTS] as const;
const DEFAULT = { keepAlive: undefined } as const;
const byVariable = (value: string) => ({ ...DEFAULT, via: 'environment', env: { [VARIABLE]: value } }) as const;

/** What the owner of a service has to know about each client's settings, as counts. */
const ROWS: readonly Row[] = [
  // The globalAgent keeps connections since Node 19, below which holdline does not run.
  { client: 'node-http', policy: { ...DEFAULT, agent: 'default' }, at: 20, opens: [1, 20] },
  { client: 'node-http', policy: { ...DEFAULT, agent: 'default' }, tls: true, at: 20, opens: [1, 20] },
  { client: 'node-http', policy: { keepAlive: false, agent: 'none' }, tls: true, at: 20, opens: COLD, full: REQUESTS },
  {
    client: 'node-http',
    policy: { keepAlive: false, tlsResumption: false },
    tls: true,
    at: 20,
    opens: COLD,
    full: 300,
  },
  // The trap of a finite maxSockets: a freed socket goes to the next queued request.
  { client: 'node-http', policy: { keepAlive: false, maxSockets: 10 }, tls: true, at: 100, opens: [10, REQUESTS - 1] },
  { client: 'node-http', policy: { keepAlive: true, maxSockets: 10 }, at: 100, opens: [1, 10] },
  { client: 'node-http', policy: { keepAlive: true, maxFreeSockets: 1 }, tls: true, at: 20, opens: [20, REQUESTS] },
  { client: 'axios', policy: { ...DEFAULT, agent: 'default' }, tls: true, at: 20, opens: [1, 20] },
  { client: 'axios', policy: { keepAlive: false, agent: 'none' }, tls: true, at: 20, opens: COLD, full: REQUESTS },
  { client: 'undici', policy: { keepAlive: true, connections: 10 }, tls: true, at: 100, opens: [1, 10] },
  { client: 'undici', policy: { keepAlive: false, connections: 10 }, at: 100, opens: COLD },
  { client: 'fetch', policy: { keepAlive: true, connections: 10 }, tls: true, at: 100, opens: [1, 10] },
  { client: 'fetch', policy: { keepAlive: false, connections: 10 }, at: 100, opens: COLD },
  // AWS SDK v2 takes '1' for an answer and nothing else; over https its own Agent has at most 50 sockets.
  { client: 'aws-sdk-v2', policy: { ...DEFAULT, via: 'environment' }, tls: true, at: 20, opens: COLD },
  { client: 'aws-sdk-v2', policy: { ...DEFAULT, via: 'environment' }, tls: true, at: 100, opens: [50, REQUESTS - 1] },
  { client: 'aws-sdk-v2', policy: { ...DEFAULT, via: 'environment' }, at: 100, opens: COLD },
  { client: 'aws-sdk-v2', policy: byVariable('true'), tls: true, at: 20, opens: COLD },
  { client: 'aws-sdk-v2', policy: byVariable('1'), tls: true, at: 100, opens: [1, 50] },
  { client: 'aws-sdk-v2', policy: { keepAlive: true, via: 'global' }, tls: true, at: 20, opens: [1, 20] },
  { client: 'aws-sdk-v2', policy: { keepAlive: false, via: 'global' }, tls: true, at: 100, opens: COLD },
  // AWS SDK v3 reuses by default, with at most 50 sockets, and whatever the variable says.
  { client: 'aws-sdk-v3', policy: { ...DEFAULT, handler: 'default' }, tls: true, at: 100, opens: [1, 50] },
  {
    client: 'aws-sdk-v3',
    policy: { ...DEFAULT, handler: 'default', env: { [VARIABLE]: 'false' } },
    at: 20,
    opens: [1, 20],
  },
  { client: 'aws-sdk-v3', policy: { keepAlive: false, env: { [VARIABLE]: '1' } }, at: 20, opens: COLD },
  { client: 'aws-sdk-v3', policy: { keepAlive: true, handler: 'options' }, tls: true, at: 100, opens: [1, 50] },
  { client: 'aws-sdk-v3', policy: { keepAlive: false, handler: 'options' }, tls: true, at: 100, opens: [50, 299] },
  { client: 'aws-sdk-v3', policy: { keepAlive: false, handler: 'options', maxSockets: 400 }, at: 100, opens: COLD },
];

describe('the settings of a client', () => {
  for (const { client, policy, tls = false, at, opens, full } of ROWS) {
    const name = `${client} ${JSON.stringify(policy)} over ${tls ? 'https' : 'http'}, ${at} at once`;
    test(`${name}: ${opens.join(' to ')} connections`, async () => {
      const { tally, server } = await replay({ client, policy, tls, at });
      assert.deepEqual([tally.completed, server.requests], [REQUESTS, REQUESTS]);
      assert.equal(tally.connections.opened, server.accepts);
      assert.equal(tally.reused, REQUESTS - server.accepts);
      within(server.accepts, opens);
      if (full !== undefined) assert.equal(tally.connections.handshakesFull, full);
    });
  }

  const slowly = { at: 1, stages: constantRate(10, 500) };
  const idleEnds: readonly (readonly [ClientName, PolicyChanges])[] = [
    ['node-http', { idleTimeoutMs: 30 }],
    ['agentkeepalive', { freeSocketTimeoutMs: 30 }],
    ['agentkeepalive', { socketActiveTtlMs: 30 }],
    ['undici', { keepAliveTimeoutMs: 30 }],
    ['fetch', { keepAliveTimeoutMs: 30 }],
  ];
  for (const [client, policy] of idleEnds) {
    test(`${client} ${JSON.stringify(policy)} ends a connection that is idle for longer`, async () => {
      within((await replay({ client, policy, ...slowly })).server.accepts, [2, 5]);
      assert.equal((await replay({ client, policy: {}, ...slowly })).server.accepts, 1);
    });
  }

  test('keepAliveMsecs ends no connection that is idle for longer', async () => {
    assert.equal((await replay({ client: 'node-http', policy: { tcpKeepAliveMs: 30 }, ...slowly })).server.accepts, 1);
  });

  for (const client of ['undici', 'fetch'] as const) {
    test(`${client} with allowH2 sends everything over one HTTP/2 connection`, async () => {
      const policy = { keepAlive: true, allowH2: true, connections: 1 };
      const { tally, server } = await replay({ client, policy, tls: true, at: 20 });
      assert.deepEqual([server.accepts, server.http2], [1, REQUESTS]);
      assert.deepEqual([tally.connections.opened, tally.reused], [1, REQUESTS - 1]);
    });
    test(`${client} that is cold never speaks HTTP/2, which would reuse`, async () => {
      const { server } = await replay({ client, policy: { keepAlive: false }, tls: true, at: 20 });
      assert.deepEqual([server.accepts, server.http2], [REQUESTS, 0]);
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

/** A process per policy has its own environment; here it is lent to the worker threads that start meanwhile. */
async function replay({ client, policy, tls = false, at, stages = constantRate(2000, 150) }: Replay) {
  const server = await startServer(tls);
  Object.assign(process.env, policy.env);
  const host = createHost(1);
  const changes = { requestTimeoutMs: 30_000, ...policy };
  const job = { client, policy: testPolicy(changes), endpoint: server.endpoint, connections: at, stages };
  const measured: SlotMeasurement = await host.measure(testJob({ ...job, requests: [requestOf(client)] }));
  await host.close();
  delete process.env[VARIABLE];
  server.close();
  return { ...measured, server: server.counts };
}

function requestOf(client: ClientName) {
  const dynamodb = client.startsWith('aws') ? ({ operation: 'listTables', input: {} } as const) : null;
  return { name: 'x', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb };
}

/** Speaks HTTP/2 to those who offer it, and says nothing of how long it keeps an idle connection. */
async function startServer(tls: boolean) {
  const counts = { accepts: 0, requests: 0, http2: 0 };
  const certificate = tls ? await loopbackCertificate('ecdsa') : null;
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
  const host = createHost(1);
  const job = { client, requests: [requestOf(client)], stages: constantRate(100, 100) };
  const patient = testPolicy({ requestTimeoutMs: 1000, ...policy });
  await host.measure(testJob({ ...job, policy: patient, endpoint: { ...endpoint, port: await listen(server) } }));
  await host.close();
  server.close();
  return accepts;
}

function within(count: number, [least, most]: readonly [number, number]): void {
  assert.ok(count >= least && count <= most, `${count} connections, not ${least} to ${most}`);
}
