import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Endpoint } from '../../harness/model/protocol/slot.js';
import type { ClientName, DynamoDbCall } from '../../harness/model/workload/workload.js';
import type { EmbeddedTarget } from '../../harness/servers/http/embedded.js';
import { constantRate, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { testTarget } from '../../harness/testing/example-target.js';
import { USUAL_TLS } from '../../harness/testing/example-workload.js';
import { startTestTarget } from '../../harness/testing/start-target.js';
import { WHOLE, wholeOnly } from '../../harness/testing/whole.js';
import { warmHost as host } from './testing/warm-host.js';

/** The clients of the AWS SDKs against a DynamoDB that stores what it is sent, with exact counts. */

const CLIENTS: readonly ClientName[] = ['aws-sdk-v2', 'aws-sdk-v3'];
/** One after the other: on one connection, or on so many. */
const REQUESTS = 8;
const LOAD = { connections: 1, stages: constantRate(500, 2 * REQUESTS) };

const item = (TableName: string) => ({ TableName, Item: { id: { S: '42' }, sku: { S: 'A1' } } });
const CALLS: readonly DynamoDbCall[] = [
  { operation: 'listTables', input: {} },
  { operation: 'putItem', input: item('table-1') },
  { operation: 'getItem', input: { TableName: 'table-1', Key: { id: { S: '42' } } } },
];

const requestOf = (dynamodb: DynamoDbCall) => ({
  name: dynamodb.operation,
  weight: 1,
  method: 'POST',
  path: '/',
  headers: {},
  body: null,
  dynamodb,
});

for (const tls of [false, USUAL_TLS] as const) {
  // `contract.test.ts` has both clients over https.
  describe(`DynamoDB over ${tls ? 'https' : 'http'}`, { skip: tls !== false && wholeOnly }, () => {
    let target: EmbeddedTarget;
    let endpoint: Endpoint;
    before(async () => {
      target = await startTestTarget(testTarget({ tls, dynamodb: { tables: 1 } }));
      const { ports, ca } = target.listening;
      const protocol = tls ? 'https:' : 'http:';
      endpoint = { protocol, hostname: 'localhost', port: ports[0]!, ca, localAddress: '127.0.0.1' };
    });
    after(() => target.close());

    const replay = async (client: ClientName, keepAlive: boolean, calls: readonly DynamoDbCall[]) => {
      const before = target.read(endpoint.port).counts;
      const policy = testPolicy({ keepAlive, requestTimeoutMs: 30_000 });
      const { tally } = await host.measure(
        testJob({ client, endpoint, policy, requests: calls.map(requestOf), ...LOAD }),
      );
      const { accepts, requests } = target.read(endpoint.port).counts;
      return { tally, accepts: accepts - before.accepts, requests: requests - before.requests };
    };

    for (const client of CLIENTS) {
      // An operation is sent as any other, with another name in a header.
      for (const call of WHOLE ? CALLS : CALLS.slice(-1)) {
        test(`${client} ${call.operation}: a connection for each request, or one for all`, async () => {
          const cold = await replay(client, false, [call]);
          assert.deepEqual([cold.tally.completed, cold.requests, cold.tally.reused], [REQUESTS, REQUESTS, 0]);
          assert.deepEqual([cold.accepts, cold.tally.connections.opened], [REQUESTS, REQUESTS]);
          const kept = await replay(client, true, [call]);
          assert.deepEqual(
            [kept.tally.completed, kept.requests, kept.tally.reused],
            [REQUESTS, REQUESTS, REQUESTS - 1],
          );
          assert.deepEqual([kept.accepts, kept.tally.connections.opened], [1, 1]);
        });
      }

      test(`${client} mixes its operations on one connection`, async () => {
        const { tally, accepts, requests } = await replay(client, true, CALLS);
        assert.deepEqual([tally.completed, requests, accepts], [REQUESTS, REQUESTS, 1]);
      });

      test(`${client} is told that there is no such table, over a connection that it keeps`, async () => {
        const { tally, accepts, requests } = await replay(client, true, [
          { operation: 'putItem', input: item('table-9') },
        ]);
        assert.deepEqual([tally.completed, tally.failed.status, requests, accepts], [0, REQUESTS, REQUESTS, 1]);
      });
    }
  });
}
