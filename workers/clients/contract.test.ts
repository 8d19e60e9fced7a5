import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Endpoint, SlotMeasurement } from '../../harness/model/protocol/slot.js';
import { FAILURE_KINDS, type FailureKind, failures } from '../../harness/model/run/tally.js';
import type { ClientName, RequestTemplate } from '../../harness/model/workload/workload.js';
import type { EmbeddedTarget } from '../../harness/servers/http/embedded.js';
import { readHistogram } from '../../harness/tally/histogram.js';
import { constantRate, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { USUAL_TLS } from '../../harness/testing/example-workload.js';
import { startTestTarget } from '../../harness/testing/start-target.js';
import { WHOLE, wholeOnly } from '../../harness/testing/whole.js';
import { warmHost as host } from './testing/warm-host.js';

interface Row {
  readonly client: ClientName;
  /** Whether it sends DynamoDB operations and nothing else. */
  readonly dynamodb?: boolean;
  /** How many connections may serve so many requests at once; as many as requests if left out. */
  readonly most?: (concurrency: number) => number;
  /** How it fails on a response that stops half-way; as a reset if left out. */
  readonly half?: FailureKind;
  /** The client by whose means it connects: `npm test` has it over http alone, and with the failures that it words itself. */
  readonly like?: ClientName;
}

// undici lets a turn of the event loop pass before it uses a connection again; a request that comes earlier opens another.
const twice = (concurrency: number) => 2 * concurrency;

/** What every client with sockets must keep, on real servers; a new client joins by one row. */
const ROWS: readonly Row[] = [
  { client: 'node-http' },
  { client: 'socket' },
  { client: 'agentkeepalive', like: 'node-http' },
  { client: 'axios', like: 'node-http' },
  { client: 'undici', most: twice },
  { client: 'fetch', most: twice, like: 'undici' },
  // It waits for the rest of the response for ever.
  { client: 'aws-sdk-v2', dynamodb: true, half: 'timeout', like: 'aws-sdk-v3' },
  { client: 'aws-sdk-v3', dynamodb: true },
];

const TEMPLATE = { name: 'x', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb: null };

const HTTP_REQUESTS: readonly RequestTemplate[] = [
  TEMPLATE,
  { ...TEMPLATE, method: 'POST', body: '{"a":1}' },
  { ...TEMPLATE, method: 'HEAD' },
  { ...TEMPLATE, method: 'DELETE' },
];

const DYNAMODB_REQUESTS: readonly RequestTemplate[] = [
  { ...TEMPLATE, dynamodb: { operation: 'listTables', input: {} } },
  { ...TEMPLATE, dynamodb: { operation: 'getItem', input: { TableName: 'orders', Key: { id: { S: '42' } } } } },
  { ...TEMPLATE, dynamodb: { operation: 'putItem', input: { TableName: 'orders', Item: { id: { S: '42' } } } } },
];

/** The bound on connections is also the concurrency, because the rate asks for far more than it lets through. */
const CONCURRENCIES = WHOLE ? [1, 20, 100] : [1, 20];
/** Every pair of protocol, policy and concurrency, in half of their combinations: a cold request over https costs most. */
const isTried = (concurrency: number, tls: boolean, isCold: boolean) =>
  WHOLE || (CONCURRENCIES.indexOf(concurrency) % 2 === Number(tls)) === isCold;
/** More than may open a connection: as many would open one each where none is used again. */
const requestsOver = (connections: number) => Math.ceil(1.2 * connections) + 10;
const RATE = 2000;
/** A busy machine may hold an answer back for some hundred milliseconds, which is no time-out of the client. */
const UNHURRIED_MS = 5000;

/** `CLIENTS=axios,undici npm test -- contract` takes these rows alone. */
const wanted = process.env.CLIENTS?.split(',') ?? null;

for (const row of ROWS.filter(({ client }) => wanted === null || wanted.includes(client))) {
  const { client, dynamodb = false, half = 'reset' } = row;
  const most = row.most ?? ((concurrency: number) => concurrency);
  const [root, ...others] = dynamodb ? DYNAMODB_REQUESTS : HTTP_REQUESTS;
  const clientJob = (changes: Parameters<typeof testJob>[0]) => testJob({ client, requests: [root!], ...changes });

  describe(client, () => {
    for (const tls of [false, true]) {
      describe(`${client} over ${tls ? 'https' : 'http'}`, { skip: tls && row.like !== undefined && wholeOnly }, () => {
        let target: EmbeddedTarget;
        before(async () => {
          target = await startTestTarget({ ...QUICK_TARGET, tls: tls && USUAL_TLS });
        });
        after(() => target.close());
        const endpoint = (): Endpoint => ({ ...LOOPBACK, ...secured(tls, target), port: target.listening.ports[0]! });
        const replay = async (changes: Parameters<typeof testJob>[0]) => {
          const before = target.read(endpoint().port).counts;
          const measured = await host.measure(clientJob({ endpoint: endpoint(), ...changes }));
          const after = target.read(endpoint().port).counts;
          return { ...measured, accepts: after.accepts - before.accepts, requests: after.requests - before.requests };
        };

        for (const connections of CONCURRENCIES) {
          const count = requestsOver(most(connections));
          const stages = constantRate(RATE, (1000 * count) / RATE);
          const isWithout = (isCold: boolean) =>
            !isTried(connections, tls, isCold) && 'HOLDLINE_TEST_WHOLE=1 tries it too';
          test(`cold at concurrency ${connections} opens one connection per request`, {
            skip: isWithout(true),
          }, async () => {
            const policy = testPolicy({ keepAlive: false, requestTimeoutMs: 30_000 });
            const { tally, totals, accepts, requests } = await replay({ policy, connections, stages });
            assert.equal(tally.completed, count);
            assert.deepEqual([tally.connections.opened, tally.connections.attempted, accepts], [count, count, count]);
            assert.deepEqual([totals.requestsCompleted, requests, tally.reused], [count, count, 0]);
            assert.equal(handshakes(tally), tls ? count : 0);
            assert.equal(tally.connections.lookups, count);
          });
          test(`keep-alive at concurrency ${connections} opens no more than that`, {
            skip: isWithout(false),
          }, async () => {
            const { tally, totals, accepts, requests } = await replay({
              policy: testPolicy({ requestTimeoutMs: 30_000 }),
              connections,
              stages,
            });
            assert.equal(tally.completed, count);
            assert.deepEqual([totals.connectionsOpened, totals.connectionsAttempted], [accepts, accepts]);
            assert.ok(accepts >= 1 && accepts <= most(connections), `${accepts} connections`);
            assert.deepEqual([totals.requestsCompleted, requests, tally.reused], [count, count, count - accepts]);
            assert.equal(handshakes(tally), tls ? accepts : 0);
            if (connections === 1) assert.equal(accepts, most(1));
          });
        }

        const isRepeated = tls || row.like !== undefined;
        test('response time is never below service time, and both have every completed request', {
          skip: isRepeated && wholeOnly,
        }, async () => {
          const { tally } = await replay({ connections: 2, stages: constantRate(RATE, 10) });
          const [response, service] = [readHistogram(tally.responseTimeUs), readHistogram(tally.serviceTimeUs)];
          assert.equal(response?.count, tally.completed);
          assert.equal(service?.count, tally.completed);
          for (const share of [0, 0.5, 0.9, 0.99, 1]) {
            assert.ok(response!.quantileUs(share) >= service!.quantileUs(share), `at ${share}`);
          }
        });

        test('a body is sent, and every kind of request gets its answer', async () => {
          const { tally } = await replay({ requests: others, stages: constantRate(1000, 30) });
          assert.equal(tally.completed, 30);
        });
      });
    }

    describe(`${client} meets failures`, { skip: client === 'agentkeepalive' && wholeOnly }, () => {
      const failing = async (answer: (socket: net.Socket) => void, changes: Parameters<typeof testJob>[0] = {}) => {
        const server = net.createServer((socket) => {
          socket.on('error', () => {});
          answer(socket);
        });
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const endpoint = { ...LOOPBACK, port: (server.address() as AddressInfo).port };
        const measured = await host.measure(clientJob({ endpoint, stages: constantRate(1000, 10), ...changes }));
        server.close();
        return measured;
      };

      test('a closed port is a connect failure', async () => {
        const endpoint = { ...LOOPBACK, port: await closedPort() };
        onlyFails(await host.measure(clientJob({ endpoint, stages: constantRate(1000, 10) })), 'connect');
      });
      test('a name that cannot be resolved is a dns failure', async () => {
        // A label of more than 63 characters is refused by the resolver library itself: nothing leaves the machine.
        const endpoint = { ...LOOPBACK, hostname: `${'a'.repeat(64)}.localhost`, port: 8080 };
        onlyFails(await host.measure(clientJob({ endpoint, stages: constantRate(1000, 10) })), 'dns');
      });
      test('a connection that the server cuts is a reset', async () => {
        onlyFails(await failing((socket) => socket.once('data', () => socket.resetAndDestroy())), 'reset');
      });
      test(`a response that stops half-way is a ${half}`, async () => {
        const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf';
        const policy = testPolicy({ requestTimeoutMs: half === 'timeout' ? 300 : UNHURRIED_MS });
        onlyFails(await failing((socket) => socket.once('data', () => socket.end(answer)), { policy }), half);
      });
      test('a switch of protocols that nobody asked for is a protocol failure', async () => {
        const answer = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n';
        const policy = testPolicy({ requestTimeoutMs: UNHURRIED_MS });
        onlyFails(await failing((socket) => socket.once('data', () => socket.end(answer)), { policy }), 'protocol');
      });
      test('a server that never answers is a timeout', async () => {
        onlyFails(await failing(() => {}, { policy: testPolicy({ requestTimeoutMs: 50 }) }), 'timeout');
      });
      test('what is not HTTP is a protocol failure', async () => {
        onlyFails(await failing((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n\r\n'))), 'protocol');
      });
      test('a status of 500 is a status failure, and still a response', async () => {
        const answer = 'HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n';
        const measured = await failing((socket) => socket.on('data', () => socket.write(answer)));
        onlyFails(measured, 'status');
        assert.equal(measured.totals.requestsCompleted, 10);
      });
      test('a certificate that nobody trusts is a tls failure', async () => {
        const target = await startTestTarget({ ...QUICK_TARGET, tls: USUAL_TLS });
        const endpoint: Endpoint = { ...LOOPBACK, protocol: 'https:', port: target.listening.ports[0]! };
        onlyFails(await host.measure(clientJob({ endpoint, stages: constantRate(1000, 10) })), 'tls');
        target.close();
      });
    });
  });
}

const LOOPBACK = { protocol: 'http:', hostname: 'localhost', port: 0, ca: null, localAddress: '127.0.0.1' } as const;

const QUICK_TARGET = {
  tls: false,
  latencyMs: 1,
  // An empty body is also an empty answer of DynamoDB.
  bodyBytes: 0,
  keepAliveTimeoutMs: 60_000,
  maxRequestsPerSocket: 0,
  ports: 1,
};

/** A port that was free a moment ago; not a fixed low one, because fetch refuses those by itself. */
async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function secured(tls: boolean, target: EmbeddedTarget): Pick<Endpoint, 'protocol' | 'ca'> {
  return { protocol: tls ? 'https:' : 'http:', ca: target.listening.ca };
}

function handshakes({ connections }: SlotMeasurement['tally']): number {
  return connections.handshakesFull + connections.handshakesResumed;
}

function onlyFails({ tally }: SlotMeasurement, kind: FailureKind): void {
  assert.deepEqual(
    FAILURE_KINDS.filter((one) => tally.failed[one] > 0),
    [kind],
  );
  assert.equal(failures(tally), tally.planned);
  assert.equal(tally.completed, 0);
}
