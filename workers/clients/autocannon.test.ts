import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Endpoint, SlotJob } from '../../harness/model/protocol/slot.js';
import { FAILURE_KINDS, type FailureKind, failures } from '../../harness/model/run/tally.js';
import type { EmbeddedTarget } from '../../harness/servers/http/embedded.js';
import { readHistogram } from '../../harness/tally/histogram.js';
import { testJob, testPolicy } from '../../harness/testing/example-job.js';
import { USUAL_TLS } from '../../harness/testing/example-workload.js';
import { startTestTarget } from '../../harness/testing/start-target.js';
import { WHOLE, wholeOnly } from '../../harness/testing/whole.js';
import { warmHost as host } from './testing/warm-host.js';

/** autocannon in place of our closed loop: what it sends is counted as exactly as what we send. */

const LOOPBACK = { protocol: 'http:', hostname: 'localhost', port: 0, ca: null, localAddress: null } as const;
const closed = (concurrency: number, count: number | null = null) => ({ kind: 'closed', concurrency, count }) as const;

const measure = (changes: Partial<SlotJob>) => host.measure(testJob({ client: 'autocannon', slotMs: 150, ...changes }));

for (const tls of [false, true]) {
  // `client-certificate.test.ts` has its handshakes.
  describe(`autocannon over ${tls ? 'https' : 'http'}`, { skip: tls && wholeOnly }, () => {
    let target: EmbeddedTarget;
    before(async () => {
      const quick = { latencyMs: 1, bodyBytes: 100, keepAliveTimeoutMs: 60_000, maxRequestsPerSocket: 0, ports: 1 };
      target = await startTestTarget({ ...quick, tls: tls && USUAL_TLS });
    });
    after(() => target.close());
    const replay = async (changes: Partial<SlotJob>) => {
      const port = target.listening.ports[0]!;
      const endpoint: Endpoint = { ...LOOPBACK, protocol: tls ? 'https:' : 'http:', port };
      const before = target.read(port).counts;
      const measured = await measure({ endpoint, ...changes });
      const after = target.read(port).counts;
      return { ...measured, accepts: after.accepts - before.accepts, requests: after.requests - before.requests };
    };

    for (const connections of WHOLE ? [1, 20, 100] : [1, 20]) {
      test(`with ${connections} connections counts what the server counts`, async () => {
        const { tally, totals, accepts, requests, elapsedMs } = await replay({ loop: closed(connections) });
        assert.ok(tally.completed >= connections);
        assert.deepEqual([tally.planned, tally.completed, failures(tally)], [requests, requests, 0]);
        assert.deepEqual([totals.connectionsOpened, totals.requestsCompleted], [accepts, requests]);
        assert.deepEqual([accepts, tally.reused], [connections, requests - connections]);
        const { handshakesFull, handshakesResumed } = tally.connections;
        assert.deepEqual([handshakesFull, handshakesResumed], [tls ? connections : 0, 0]);
        assert.equal(readHistogram(tally.responseTimeUs)?.count, requests);
        assert.ok(elapsedMs > 0, `${elapsedMs} ms`);
      });
    }
    test('the lead-in is sent and not measured, and a sequence is as long as it says', async () => {
      // Long enough for a busy machine to connect in it.
      const { tally, totals, requests } = await replay({ loop: closed(1, 40), leadInMs: 300 });
      assert.deepEqual([tally.planned, tally.completed, tally.connections.opened], [40, 40, 0]);
      assert.ok(totals.requestsCompleted > 40);
      assert.equal(totals.requestsCompleted, requests);
    });
    test('requests take turns, and those with a body are sent whole', async () => {
      const template = { name: 'x', weight: 2, method: 'GET', path: '/', headers: {}, body: null, dynamodb: null };
      const post = { ...template, weight: 1, method: 'POST', body: '{"a":1}' };
      const { tally, requests } = await replay({ requests: [template, post], loop: closed(1, 30) });
      assert.deepEqual([tally.completed, failures(tally)], [requests, 0]);
      assert.deepEqual(
        tally.byRequest?.map(({ completed }) => completed),
        [20, 10],
      );
    });
  });
}

/** What kind each is, for every client, is the contract's too. */
describe('autocannon meets failures', { skip: wholeOnly }, () => {
  const failing = async (answer: (socket: net.Socket) => void, changes: Partial<SlotJob> = {}) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      answer(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = { ...LOOPBACK, hostname: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const { tally } = await measure({ endpoint, loop: closed(2), ...changes });
    server.close();
    assert.equal(tally.completed + failures(tally), tally.planned);
    return tally;
  };
  const only = (tally: { failed: Readonly<Record<FailureKind, number>> }, kind: FailureKind) =>
    assert.deepEqual(
      FAILURE_KINDS.filter((one) => tally.failed[one] > 0),
      [kind],
    );

  test('a closed port is a connect failure', async () => {
    const { tally } = await measure({ endpoint: { ...LOOPBACK, hostname: '127.0.0.1', port: 1 }, loop: closed(1) });
    only(tally, 'connect');
  });
  test('a connection that the server cuts is a reset', async () => {
    only(await failing((socket) => socket.once('data', () => socket.resetAndDestroy())), 'reset');
  });
  test('an answer that is cut short is one reset, and the answers after it are answers', async () => {
    let cut = false;
    const tally = await failing(
      (socket) =>
        socket.on('data', () => {
          const half = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n';
          if (cut) socket.write(`${half}whole now`);
          else socket.end(half);
          cut = true;
        }),
      { loop: closed(1, 5), policy: testPolicy({ requestTimeoutMs: 1000 }) },
    );
    only(tally, 'reset');
    assert.deepEqual([tally.failed.reset, tally.completed], [1, 4]);
  });
  test('a server that never answers is a timeout', async () => {
    only(await failing(() => {}, { policy: testPolicy({ requestTimeoutMs: 1000 }) }), 'timeout');
  });
  test('a status of 500 is a status failure', async () => {
    const answer = 'HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n';
    only(await failing((socket) => socket.on('data', () => socket.write(answer))), 'status');
  });
  test('interim answers are no answers', async () => {
    let answered = 0;
    const early = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n';
    const interim = `${early}HTTP/1.1 102 Processing\r\n\r\n`;
    const tally = await failing((socket) =>
      socket.on('data', () => {
        answered += 1;
        const pieces = [early, `${interim}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`];
        socket.write(pieces[0]!);
        setTimeout(() => socket.write(pieces[1]!), 10);
      }),
    );
    assert.deepEqual([tally.completed, failures(tally)], [answered, 0]);
    assert.equal(tally.connectionFacts?.interim, 3 * answered);
  });
  test('a switch of protocols that nobody asked for is a protocol failure', async () => {
    const answer = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: foo\r\nconnection: upgrade\r\n\r\n';
    const tally = await failing((socket) =>
      socket.on('data', () => socket.write(`${answer}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`)),
    );
    only(tally, 'protocol');
    assert.equal(tally.completed, 0);
  });
  test('requests that it loses because it ignores Connection: close are resets, and are not forgotten', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';
    const tally = await failing((socket) => socket.once('data', () => socket.end(answer)));
    assert.ok(tally.completed > 0);
    only(tally, 'reset');
  });
});
