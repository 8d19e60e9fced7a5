import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Endpoint, SlotMeasurement } from '../../harness/model/protocol.js';
import { FAILURE_KINDS, type FailureKind, failures } from '../../harness/model/tally.js';
import type { ClientName } from '../../harness/model/workload.js';
import { readHistogram } from '../../harness/tally/histogram.js';
import { type EmbeddedTarget, startEmbeddedTarget } from '../../harness/targets/embedded.js';
import { constantRate, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { USUAL_TLS } from '../../harness/testing/example-workload.js';
import { createHost, type Host } from '../host.js';

/** What every client with sockets must keep, on real servers; a new client joins by one row. */
const CLIENTS_WITH_SOCKETS: readonly ClientName[] = ['node-http'];

/** The bound on connections is also the concurrency, because the rate asks for far more than it lets through. */
const CONCURRENCIES = [1, 20, 100];

for (const client of CLIENTS_WITH_SOCKETS) {
  for (const tls of [false, true]) {
    describe(`${client} over ${tls ? 'https' : 'http'}`, () => {
      let target: EmbeddedTarget;
      let host: Host;
      before(async () => {
        host = createHost(1);
        target = await startEmbeddedTarget({ ...QUICK_TARGET, tls: tls && USUAL_TLS });
      });
      after(async () => {
        target.close();
        await host.close();
      });
      const endpoint = (): Endpoint => ({ ...LOOPBACK, ...secured(tls, target), port: target.listening.ports[0]! });
      const replay = async (changes: Parameters<typeof testJob>[0]) => {
        const before = target.read(endpoint().port).counts;
        const measured = await host.measure(testJob({ client, endpoint: endpoint(), ...changes }));
        const after = target.read(endpoint().port).counts;
        return { ...measured, accepts: after.accepts - before.accepts, requests: after.requests - before.requests };
      };

      for (const connections of CONCURRENCIES) {
        const stages = constantRate(2000, 150);
        test(`cold at concurrency ${connections} opens one connection per request`, async () => {
          const policy = testPolicy({ keepAlive: false });
          const { tally, totals, accepts, requests } = await replay({ policy, connections, stages });
          assert.equal(tally.completed, 300);
          assert.deepEqual([tally.connections.opened, tally.connections.attempted, accepts], [300, 300, 300]);
          assert.deepEqual([totals.requestsCompleted, requests, tally.reused], [300, 300, 0]);
          assert.equal(handshakes(tally), tls ? 300 : 0);
          assert.equal(tally.connections.lookups, 300);
        });
        test(`keep-alive at concurrency ${connections} opens no more than that`, async () => {
          const { tally, totals, accepts, requests } = await replay({ connections, stages });
          assert.equal(tally.completed, 300);
          assert.deepEqual([totals.connectionsOpened, totals.connectionsAttempted], [accepts, accepts]);
          assert.ok(accepts >= 1 && accepts <= connections, `${accepts} connections`);
          assert.deepEqual([totals.requestsCompleted, requests, tally.reused], [300, 300, 300 - accepts]);
          assert.equal(handshakes(tally), tls ? accepts : 0);
          if (connections === 1) assert.equal(accepts, 1);
        });
      }

      test('response time is never below service time, and both have every completed request', async () => {
        const { tally } = await replay({ connections: 2, stages: constantRate(2000, 150) });
        const [response, service] = [readHistogram(tally.responseTimeUs), readHistogram(tally.serviceTimeUs)];
        assert.equal(response?.count, tally.completed);
        assert.equal(service?.count, tally.completed);
        for (const share of [0, 0.5, 0.9, 0.99, 1]) {
          assert.ok(response!.quantileUs(share) >= service!.quantileUs(share), `at ${share}`);
        }
      });

      test('a body is sent, and every method gets its answer', async () => {
        const template = { name: 'x', weight: 1, path: '/', headers: {} };
        const requests = [
          { ...template, method: 'POST', body: '{"a":1}' },
          { ...template, method: 'HEAD', body: null },
          { ...template, method: 'DELETE', body: null },
        ];
        const { tally } = await replay({ requests });
        assert.equal(tally.completed, 100);
      });
    });
  }

  describe(`${client} meets failures`, () => {
    let host: Host;
    before(() => {
      host = createHost(1);
    });
    after(() => host.close());

    const failing = async (answer: (socket: net.Socket) => void, changes: Parameters<typeof testJob>[0] = {}) => {
      const server = net.createServer((socket) => {
        socket.on('error', () => {});
        answer(socket);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const endpoint = { ...LOOPBACK, port: (server.address() as AddressInfo).port };
      const measured = await host.measure(testJob({ client, endpoint, stages: constantRate(100, 100), ...changes }));
      server.close();
      return measured;
    };

    test('a closed port is a connect failure', async () => {
      onlyFails(await host.measure(testJob({ client, stages: constantRate(100, 100) })), 'connect');
    });
    test('a name that cannot be resolved is a dns failure', async () => {
      // A label of more than 63 characters is refused by the resolver library itself: nothing leaves the machine.
      const endpoint = { ...LOOPBACK, hostname: `${'a'.repeat(64)}.localhost`, port: 1 };
      onlyFails(await host.measure(testJob({ client, endpoint, stages: constantRate(100, 100) })), 'dns');
    });
    test('a connection that the server cuts is a reset', async () => {
      onlyFails(await failing((socket) => socket.once('data', () => socket.resetAndDestroy())), 'reset');
    });
    test('a response that stops half-way is a reset', async () => {
      const half = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf';
      onlyFails(await failing((socket) => socket.once('data', () => socket.end(half))), 'reset');
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
      const target = await startEmbeddedTarget({ ...QUICK_TARGET, tls: USUAL_TLS });
      const endpoint: Endpoint = { ...LOOPBACK, protocol: 'https:', port: target.listening.ports[0]! };
      onlyFails(await host.measure(testJob({ client, endpoint, stages: constantRate(100, 100) })), 'tls');
      target.close();
    });
  });
}

const LOOPBACK = { protocol: 'http:', hostname: 'localhost', port: 0, ca: null, localAddress: '127.0.0.1' } as const;

const QUICK_TARGET = {
  tls: false,
  latencyMs: 1,
  bodyBytes: 100,
  keepAliveTimeoutMs: 60_000,
  maxRequestsPerSocket: 0,
  ports: 1,
};

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
