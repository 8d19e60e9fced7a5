import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ClientName } from '../../../harness/model/workload/workload.js';
import type { EmbeddedTarget } from '../../../harness/servers/http/embedded.js';
import { constantRate, testJob, testPolicy } from '../../../harness/testing/example-job.js';
import { testTarget } from '../../../harness/testing/example-target.js';
import { USUAL_TLS } from '../../../harness/testing/example-workload.js';
import { startTestTarget } from '../../../harness/testing/start-target.js';
import { WHOLE } from '../../../harness/testing/whole.js';
import { warmHost as host } from '../testing/warm-host.js';

/** One of each mechanism; a whole run has all. */
const CAN_TELL: readonly ClientName[] = WHOLE
  ? ['node-http', 'socket', 'agentkeepalive', 'axios', 'undici', 'fetch', 'aws-sdk-v2', 'aws-sdk-v3']
  : ['node-http', 'socket', 'undici', 'aws-sdk-v3'];
const REQUESTS = 10;
const MOST_REQUESTS = 5;

describe('answers that end a connection', () => {
  const targets = new Map<string, EmbeddedTarget>();
  before(async () => {
    const specs = {
      once: { keepAliveTimeoutMs: 0 },
      'once over https': { keepAliveTimeoutMs: 0, tls: USUAL_TLS },
      bounded: { maxRequestsPerSocket: MOST_REQUESTS },
      kept: {},
    };
    for (const [name, spec] of Object.entries(specs)) {
      targets.set(name, await startTestTarget(testTarget({ bodyBytes: 0, ...spec })));
    }
  });
  after(() => {
    for (const target of targets.values()) target.close();
  });

  const closedBy = async (client: ClientName, name: string, keepAlive = true) => {
    const { ports, ca } = targets.get(name)!.listening;
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
    assert.equal(tally.completed, REQUESTS);
    return tally.connections.closedByServer;
  };

  for (const client of CAN_TELL) {
    test(`are counted by ${client}, and no others`, async () => {
      assert.equal(await closedBy(client, 'once'), REQUESTS);
      assert.equal(await closedBy(client, 'once over https'), REQUESTS);
      const bounded = (await closedBy(client, 'bounded')) ?? 0;
      // undici lets a turn of the event loop pass before it uses a connection again, and may open another one meanwhile.
      const fewest = ['undici', 'fetch'].includes(client) ? 1 : REQUESTS / MOST_REQUESTS;
      assert.ok(bounded >= fewest && bounded <= REQUESTS / MOST_REQUESTS, `${bounded}`);
      assert.equal(await closedBy(client, 'kept'), undefined);
      assert.equal(await closedBy(client, 'once', false), undefined);
    });
  }
});
