import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { EndpointDns } from '../../harness/model/protocol/slot.js';
import type { FailureKind, Tally } from '../../harness/model/run/tally.js';
import type { DnsMode, DnsSettings } from '../../harness/model/workload/workload.js';
import { type DnsServer, startDnsServer } from '../../harness/servers/dns/dns-server.js';
import { KUBERNETES_SEARCH, testDns, testEndpointDns } from '../../harness/testing/example-dns.js';
import { constantRate, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { testTarget } from '../../harness/testing/example-target.js';
import { USUAL_TLS } from '../../harness/testing/example-workload.js';
import { startTestTarget } from '../../harness/testing/start-target.js';
import { warmHost as host } from '../clients/testing/warm-host.js';
import { openLookup } from './lookup.js';

type Ask = (host: string) => Promise<string>;

interface Settings extends Partial<DnsSettings> {
  readonly mode?: EndpointDns['mode'];
}

async function withLookup(
  { mode = 'resolver', ...changes }: Settings,
  run: (ask: Ask, server: DnsServer) => Promise<void>,
) {
  const settings = testDns(changes);
  const server = await startDnsServer(settings, 1);
  const lookup = await openLookup(testEndpointDns(server.address, { ...settings, mode }));
  const ask: Ask = (host) =>
    new Promise((resolve, reject) => {
      lookup?.(host, { all: true }, (error, addresses) => {
        if (error) reject(error);
        else resolve(JSON.stringify(addresses));
      });
    });
  try {
    await run(ask, server);
  } finally {
    server.close();
  }
}

const LOOPBACK = JSON.stringify([{ address: '127.0.0.1', family: 4 }]);
const DOTTED = 'orders.internal.test';
const KUBERNETES = { search: KUBERNETES_SEARCH, ndots: 5 };

describe('queries per lookup', () => {
  // (Suffixes tried + 1) x families.
  const cases: readonly (readonly [string, string, Partial<DnsSettings>, number])[] = [
    ['without search domains', DOTTED, {}, 1],
    ['under ndots: 5', DOTTED, KUBERNETES, 4],
    [
      'under ndots: 5 with four domains',
      DOTTED,
      { ...KUBERNETES, search: [...KUBERNETES_SEARCH, 'compute.internal'] },
      5,
    ],
    ['under ndots: 5 with a dot at the end', `${DOTTED}.`, KUBERNETES, 1],
    ['under ndots: 5 of a service', 'orders', KUBERNETES, 1],
    ['with as many dots as ndots', DOTTED, { ...KUBERNETES, ndots: 2 }, 1],
  ];
  for (const mode of ['resolver', 'cached'] as const) {
    for (const [name, host, settings, lookups] of cases) {
      it(`are ${lookups} or ${2 * lookups} ${name}, ${mode}`, async () => {
        for (const aaaa of [false, true]) {
          await withLookup({ ...settings, host, aaaa, mode }, async (ask, server) => {
            assert.equal(await ask(host), LOOPBACK);
            assert.equal(server.queries, aaaa ? 2 * lookups : lookups);
          });
        }
      });
    }
  }
});

describe('a lookup', () => {
  it('is asked for again every time, or once in a TTL', async () => {
    const three = async (ask: Ask) => {
      for (let i = 0; i < 3; i += 1) assert.equal(await ask(DOTTED), LOOPBACK);
    };
    await withLookup({ aaaa: false }, async (ask, server) => {
      await three(ask);
      assert.equal(server.queries, 3);
    });
    await withLookup({ aaaa: false, mode: 'cached', ttlSeconds: 1 }, async (ask, server) => {
      await three(ask);
      assert.equal(server.queries, 1);
      await rest(1100);
      await three(ask);
      assert.equal(server.queries, 2);
    });
  });

  it('goes on after a SERVFAIL, and says so if nothing better comes', () =>
    withLookup({ ...KUBERNETES, failures: 1, aaaa: false }, async (ask, server) => {
      await assert.rejects(ask(DOTTED), { code: 'ESERVFAIL', syscall: 'queryA' });
      assert.equal(server.queries, 4);
    }));

  it('ends with the first query that nobody answers', () =>
    withLookup({ ...KUBERNETES, timeouts: 1, aaaa: false, queryTimeoutMs: 100, attempts: 1 }, async (ask, server) => {
      await assert.rejects(ask(DOTTED), { code: 'ETIMEOUT' });
      assert.equal(server.queries, 1);
    }));

  it('of a name that nobody knows is not found', () =>
    withLookup({}, (ask) => assert.rejects(ask('nobody.test'), { code: 'ENOTFOUND' })));
});

/** A slot of 20 cold requests over HTTPS to the server by its name; a query is waited for as long as a busy machine needs. */
async function replayed(
  mode: EndpointDns['mode'],
  changes: Partial<DnsSettings>,
): Promise<{ tally: Tally; queries: number }> {
  const settings = testDns({ aaaa: false, attempts: 1, ...changes });
  const target = await startTestTarget(testTarget({ tls: USUAL_TLS, host: settings.host }));
  const server = await startDnsServer(settings, 1);
  const { ports, ca } = target.listening;
  const dns = testEndpointDns(server.address, { ...settings, mode });
  const endpoint = {
    protocol: 'https:',
    hostname: settings.host,
    port: ports[0]!,
    ca,
    localAddress: null,
    dns,
  } as const;
  const policy = testPolicy({ keepAlive: false, dns: mode satisfies DnsMode });
  const { tally } = await host.measure(testJob({ endpoint, policy, stages: constantRate(100, 200) }));
  const { queries } = server;
  target.close();
  server.close();
  return { tally, queries };
}

describe('a slot by name', () => {
  it('asks once for every connection, or keeps the answer', async () => {
    const asked = await replayed('resolver', {});
    assert.deepEqual([asked.tally.completed, asked.tally.connections.lookups, asked.queries], [20, 20, 20]);
    const kept = await replayed('cached', { ttlSeconds: 60 });
    assert.deepEqual([kept.tally.completed, kept.tally.connections.lookups, kept.queries], [20, 20, 1]);
  });

  it('may have a name with a dot at its end', async () => {
    const { tally, queries } = await replayed('resolver', { ...KUBERNETES, host: `${DOTTED}.` });
    assert.deepEqual([tally.completed, queries], [20, 20]);
  });

  const onlyDns = ({ failed, completed }: Tally) => {
    const kinds = Object.keys(failed).filter((kind) => failed[kind as FailureKind] > 0);
    assert.deepEqual([kinds, failed.dns, completed], [['dns'], 20, 0]);
  };
  for (const mode of ['resolver', 'cached'] as const) {
    it(`has dns failures where lookups fail, ${mode}`, async () => {
      onlyDns((await replayed(mode, { failures: 1 })).tally);
      onlyDns((await replayed(mode, { timeouts: 1, queryTimeoutMs: 100 })).tally);
    });
  }
});
