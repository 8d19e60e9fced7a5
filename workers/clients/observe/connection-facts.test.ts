import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import type { ConnectionFacts } from '../../../harness/model/run/connection-facts.js';
import type { ClientName, Policy } from '../../../harness/model/workload/workload.js';
import { readHistogram } from '../../../harness/tally/histogram.js';
import { constantRate, testJob, testPolicy } from '../../../harness/testing/example-job.js';
import { WHOLE } from '../../../harness/testing/whole.js';
import { warmHost as host } from '../testing/warm-host.js';

/** Who ended connections, and what servers said of them, as each client sees it. */

/** One of each mechanism; a whole run has all. */
const CLIENTS: readonly ClientName[] = WHOLE
  ? ['node-http', 'socket', 'agentkeepalive', 'axios', 'undici', 'fetch']
  : ['node-http', 'socket', 'undici'];

/** While a connection has just ended or answered, and then ends those that are left over. */
const opensMore: ReadonlySet<ClientName> = new Set(['undici', 'fetch']);

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('what clients see of their connections', () => {
  /** One request after the other, ten of them 20 ms apart unless told otherwise. */
  const facts = async (
    client: ClientName,
    answer: (socket: net.Socket, nth: number) => void,
    policy: Partial<Policy> = {},
    stages = constantRate(50, 200),
  ): Promise<ConnectionFacts> => {
    const server = net.createServer((socket) => {
      let nth = 0;
      socket.on('error', () => {});
      socket.on('data', () => {
        nth += 1;
        answer(socket, nth);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { tally } = await host.measure(
      testJob({
        client,
        endpoint: { ...testJob().endpoint, port: (server.address() as AddressInfo).port },
        policy: testPolicy({ requestTimeoutMs: 2000, ...policy }),
        connections: 1,
        stages,
      }),
    );
    server.close();
    assert.ok(tally.connectionFacts !== undefined);
    return tally.connectionFacts;
  };
  /** In the middle: on a busy machine some requests leave together, and the next one before the end of the last is seen. */
  const carried = ({ requestsPerConnection }: ConnectionFacts) => readHistogram(requestsPerConnection)?.quantileUs(0.5);

  for (const client of CLIENTS) {
    test(`${client}: a server that resets after every second answer`, async () => {
      const seen = await facts(client, (socket, nth) => {
        socket.write(OK);
        if (nth === 2) setTimeout(() => socket.resetAndDestroy(), 5);
      });
      // Node sends FIN before RST, and a client that reads the one may never read the other.
      assert.ok(seen.ended.reset + seen.ended.server >= 1, JSON.stringify(seen.ended));
      assert.deepEqual([seen.ended['server-told'], seen.ended['client-idle']], [0, 0]);
      if (!opensMore.has(client)) assert.ok((carried(seen) ?? 0) >= 2, `${carried(seen)}`);
    });

    test(`${client}: a server that closes what is idle, without a word`, async () => {
      const seen = await facts(client, (socket) => {
        socket.end(OK);
      });
      assert.ok(seen.ended.server >= (opensMore.has(client) ? 1 : 3), JSON.stringify(seen.ended));
      assert.deepEqual([seen.ended['server-told'], seen.hint.connections], [0, 0]);
      assert.ok((carried(seen) ?? 9) <= 2, `${carried(seen)}`);
    });

    test(`${client}: HTTP/1.0`, async () => {
      const seen = await facts(client, (socket) => socket.end(OK.replace('1.1', '1.0')));
      assert.ok(seen.ended['server-told'] >= 3, JSON.stringify(seen.ended));
      assert.deepEqual(Object.keys(seen.httpVersions), ['1.0']);
    });

    test(`${client}: interim answers, and a hint in any order`, async () => {
      const kept = OK.replace('\r\n\r\n', '\r\nKeep-Alive: max=9, timeout=7\r\n\r\n');
      const seen = await facts(client, (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${kept}`));
      assert.equal(seen.interim, 10);
      assert.deepEqual(seen.hint.timeoutS, { low: 7, high: 7 });
      assert.deepEqual(seen.hint.max, { low: 9, high: 9 });
      assert.ok(seen.hint.connections >= 1 && seen.hint.timeoutNotFirst === seen.hint.connections);
      assert.deepEqual(Object.keys(seen.httpVersions), ['1.1']);
    });

    test(`${client}: requests that are given up take their connections with them`, async () => {
      const seen = await facts(client, () => {}, { requestTimeoutMs: 60 });
      assert.ok(seen.ended['client-gave-up'] >= 1, JSON.stringify(seen.ended));
      assert.equal(seen.ended['client-after-answer'] + seen.ended['client-idle'] + seen.ended.error, 0);
    });

    test(`${client}: a cold policy ends its own connections`, async () => {
      const seen = await facts(client, (socket) => socket.write(OK), { keepAlive: false });
      assert.ok(seen.ended['client-after-answer'] >= 9, JSON.stringify(seen.ended));
    });
  }

  test('agentkeepalive: a timeout of its own ends what is not answered', async () => {
    const answer = (socket: net.Socket, nth: number) => {
      if (nth === 1) socket.write(OK);
    };
    const queued = { freeSocketTimeoutMs: 30, maxSockets: 1, requestTimeoutMs: 500 };
    const seen = await facts('agentkeepalive', (socket, nth) => setTimeout(() => answer(socket, nth), 30), queued);
    assert.ok(seen.ended['client-gave-up'] >= 1, JSON.stringify(seen.ended));
    assert.equal(seen.ended.error, 0);
  });

  const IDLE: readonly (readonly [ClientName, Partial<Policy>])[] = [
    ['node-http', { idleTimeoutMs: 5 }],
    ['socket', { idleTimeoutMs: 5 }],
    ['axios', { idleTimeoutMs: 5 }],
    ['agentkeepalive', { freeSocketTimeoutMs: 5 }],
    ['undici', { keepAliveTimeoutMs: 5 }],
    ['fetch', { keepAliveTimeoutMs: 5 }],
  ];
  for (const [client, policy] of IDLE) {
    test(`${client}: a timeout of its own ends what is idle`, async () => {
      // So far apart that a stall of the machine would have to swallow all the gaps.
      const seen = await facts(client, (socket) => socket.write(OK), policy, constantRate(20, 200));
      assert.ok(seen.ended['client-idle'] >= 1, JSON.stringify(seen.ended));
      assert.ok((carried(seen) ?? 9) <= 2, `${carried(seen)}`);
    });
  }
});
