import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { EndpointDns } from '../../harness/model/protocol/slot.js';
import { CLIENT_NAMES, type ClientName, traitsOf } from '../../harness/model/workload/clients.js';
import { startDnsServer } from '../../harness/servers/dns/dns-server.js';
import { KUBERNETES_SEARCH, testDns, testEndpointDns } from '../../harness/testing/example-dns.js';
import { constantRate, type PolicyChanges, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { testTarget } from '../../harness/testing/example-target.js';
import { USUAL_TLS } from '../../harness/testing/example-workload.js';
import { startTestTarget } from '../../harness/testing/start-target.js';
import { WHOLE, wholeOnly } from '../../harness/testing/whole.js';
import { warmHost as host } from '../clients/testing/warm-host.js';

/** Every client that connects as it is told asks as often as its policy says, with the one lookup of the shard. */
const CLIENTS = CLIENT_NAMES.filter((name) => name !== 'simulated' && traitsOf(name).loop === 'ours');
/** They connect by the means of another: by the Agent of node-http or of the other SDK, and by undici. */
const LIKE_OTHERS: readonly ClientName[] = ['agentkeepalive', 'axios', 'fetch', 'aws-sdk-v2'];
const REQUESTS = 6;

const settings = testDns({ aaaa: false, ttlSeconds: 60, search: KUBERNETES_SEARCH, ndots: 5 });

/** A pair for each protocol: it takes longer to start one than to replay a slot. */
const started = new Map<boolean, ReturnType<typeof startServers>>();
after(async () => {
  for (const { target, dns } of await Promise.all(started.values())) {
    target.close();
    dns.close();
  }
});

async function startServers(tls: boolean) {
  const target = await startTestTarget(testTarget({ tls: tls && USUAL_TLS, host: settings.host, bodyBytes: 0 }));
  return { target, dns: await startDnsServer(settings, 1) };
}

function serversOver(tls: boolean): ReturnType<typeof startServers> {
  const servers = started.get(tls) ?? startServers(tls);
  started.set(tls, servers);
  return servers;
}

interface Slot {
  readonly client: ClientName;
  readonly mode: EndpointDns['mode'];
  readonly policy: PolicyChanges;
  readonly tls: boolean;
}

/** A slot of ten requests to the server by its name, under the search list of a pod: four queries to a lookup. */
async function replayed({ client, mode, policy, tls }: Slot) {
  const { target, dns } = await serversOver(tls);
  const { ports, ca } = target.listening;
  const before = { queries: dns.queries, accepts: target.read(ports[0]!).counts.accepts };
  const dynamodb = client.startsWith('aws') ? ({ operation: 'listTables', input: {} } as const) : null;
  const { tally } = await host.measure(
    testJob({
      client,
      requests: [{ name: 'x', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb }],
      endpoint: {
        protocol: tls ? 'https:' : 'http:',
        hostname: settings.host,
        port: ports[0]!,
        ca,
        localAddress: null,
        dns: testEndpointDns(dns.address, { ...settings, mode }),
      },
      policy: testPolicy({ dns: mode, ...policy }),
      // One after the other, so that a stall of the machine does not open connections beside each other.
      connections: 1,
      stages: constantRate(500, 2 * REQUESTS),
    }),
  );
  const queries = dns.queries - before.queries;
  const accepts = target.read(ports[0]!).counts.accepts - before.accepts;
  assert.equal(tally.completed, REQUESTS);
  assert.equal(tally.connections.opened, accepts);
  return { lookups: tally.connections.lookups, queries, accepts };
}

const QUERIES = KUBERNETES_SEARCH.length + 1;

for (const tls of [false, true]) {
  describe(`lookups over ${tls ? 'https' : 'http'}`, () => {
    // Whether a connection is encrypted changes no lookup: every client has each policy over one of the two.
    const isSkipped = (keepAlive: boolean) => !WHOLE && keepAlive !== tls && 'HOLDLINE_TEST_WHOLE=1 tries it too';
    for (const client of CLIENTS) {
      const skip = (keepAlive: boolean) => (LIKE_OTHERS.includes(client) && wholeOnly) || isSkipped(keepAlive);
      it(`of ${client}, cold: one for every request`, { skip: skip(false) }, async () => {
        const policy = { keepAlive: false };
        const asked = await replayed({ client, mode: 'resolver', policy, tls });
        assert.deepEqual(asked, { lookups: REQUESTS, queries: QUERIES * REQUESTS, accepts: REQUESTS });
        const kept = await replayed({ client, mode: 'cached', policy, tls });
        assert.deepEqual(kept, { lookups: REQUESTS, queries: QUERIES, accepts: REQUESTS });
      });

      it(`of ${client}, keep-alive: one for every connection`, { skip: skip(true) }, async () => {
        for (const mode of ['resolver', 'cached'] as const) {
          const { lookups, queries, accepts } = await replayed({ client, mode, policy: { keepAlive: true }, tls });
          // undici opens a second one for a request that comes within a turn of the event loop.
          assert.ok(accepts <= 2, `${accepts} connections`);
          assert.deepEqual([lookups, queries], [accepts, mode === 'cached' ? QUERIES : QUERIES * accepts]);
        }
      });
    }
  });
}

describe('lookups of Agents that a library makes itself', () => {
  const rows: readonly (readonly [ClientName, PolicyChanges])[] = [
    ['node-http', { keepAlive: undefined, agent: 'default' }],
    ['node-http', { keepAlive: false, agent: 'none' }],
    ['axios', { keepAlive: undefined, agent: 'default' }],
    ['axios', { keepAlive: false, agent: 'none' }],
    ['aws-sdk-v2', { keepAlive: undefined, via: 'environment' }],
    ['aws-sdk-v2', { keepAlive: true, via: 'global' }],
    ['aws-sdk-v3', { keepAlive: undefined, handler: 'default' }],
    ['aws-sdk-v3', { keepAlive: true, handler: 'options' }],
  ];
  for (const [client, policy] of rows) {
    // The Agents of axios are those of Node.
    const skip = client === 'axios' && wholeOnly;
    it(`${client} ${JSON.stringify(policy)}: one for every connection`, { skip }, async () => {
      const { lookups, queries, accepts } = await replayed({ client, mode: 'resolver', policy, tls: true });
      assert.deepEqual([lookups, queries], [accepts, QUERIES * accepts]);
    });
  }
});
