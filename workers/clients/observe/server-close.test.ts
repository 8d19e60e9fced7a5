import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TargetSpec } from '../../../harness/model/protocol/slot.js';
import type { ClientName } from '../../../harness/model/workload/workload.js';
import { startEmbeddedTarget } from '../../../harness/servers/http/embedded.js';
import { constantRate, testJob, testPolicy } from '../../../harness/testing/example-job.js';
import { testTarget } from '../../../harness/testing/example-target.js';
import { USUAL_TLS } from '../../../harness/testing/example-workload.js';
import { createHost, type Host } from '../../host.js';

const CAN_TELL: readonly ClientName[] = [
  'node-http',
  'socket',
  'agentkeepalive',
  'axios',
  'undici',
  'fetch',
  'aws-sdk-v2',
  'aws-sdk-v3',
];
const REQUESTS = 20;

describe('answers that end a connection', () => {
  let host: Host;
  before(() => {
    host = createHost(1);
  });
  after(() => host.close());

  const closedBy = async (client: ClientName, spec: Partial<TargetSpec>, keepAlive = true) => {
    const target = await startEmbeddedTarget(testTarget({ bodyBytes: 0, ...spec }));
    const { ports, ca } = target.listening;
    const protocol = ca === null ? 'http:' : 'https:';
    const dynamodb = client.startsWith('aws') ? ({ operation: 'listTables', input: {} } as const) : null;
    const { tally } = await host.measure(
      testJob({
        client,
        endpoint: { protocol, hostname: 'localhost', port: ports[0]!, ca, localAddress: '127.0.0.1' },
        policy: testPolicy({ keepAlive }),
        requests: [{ name: 'x', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb }],
        connections: 1,
        stages: constantRate(200, 5 * REQUESTS),
      }),
    );
    target.close();
    assert.equal(tally.completed, REQUESTS);
    return tally.connections.closedByServer;
  };

  for (const client of CAN_TELL) {
    test(`are counted by ${client}, and no others`, async () => {
      assert.equal(await closedBy(client, { keepAliveTimeoutMs: 0 }), REQUESTS);
      assert.equal(await closedBy(client, { keepAliveTimeoutMs: 0, tls: USUAL_TLS }), REQUESTS);
      const bounded = (await closedBy(client, { maxRequestsPerSocket: 5 })) ?? 0;
      // undici lets a turn of the event loop pass before it uses a connection again, and may open another one meanwhile.
      const fewest = ['undici', 'fetch'].includes(client) ? 1 : REQUESTS / 5;
      assert.ok(bounded >= fewest && bounded <= REQUESTS / 5, `${bounded}`);
      assert.equal(await closedBy(client, {}), undefined);
      assert.equal(await closedBy(client, { keepAliveTimeoutMs: 0 }, false), undefined);
    });
  }
});
