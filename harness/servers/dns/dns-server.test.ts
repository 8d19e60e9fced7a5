import assert from 'node:assert/strict';
import { promises as dns } from 'node:dns';
import { describe, it } from 'node:test';
import { seededRandom } from '../../model/random.js';
import type { DnsSettings } from '../../model/workload/workload.js';
import { KUBERNETES_SEARCH, testDns } from '../../testing/example-dns.js';
import { knownName, reply } from './dns-message.js';
import { type DnsServer, startDnsServer } from './dns-server.js';

const NAME = 'orders.internal.test';
const SEED = 7;

type Ask = (name?: string) => Promise<string>;

/** As long as a busy machine may hold an answer back, unless none is to come. */
const PATIENT_MS = 10_000;
const UNANSWERED_MS = 200;

/** Asks for A, once, and says the address or the code of the failure. */
async function withDns(
  changes: Partial<DnsSettings>,
  run: (ask: Ask, server: DnsServer, resolver: dns.Resolver) => Promise<void>,
) {
  const server = await startDnsServer(testDns(changes), SEED);
  const timeout = changes.timeouts === 1 ? UNANSWERED_MS : PATIENT_MS;
  const resolver = new dns.Resolver({ timeout, tries: 1 });
  resolver.setServers([server.address]);
  const ask: Ask = async (name = NAME) => {
    try {
      return (await resolver.resolve4(name)).join();
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? '';
    }
  };
  try {
    await run(ask, server, resolver);
  } finally {
    server.close();
  }
}

describe('the DNS server', () => {
  it('knows one name, in any case, with both addresses and the TTL', () =>
    withDns({ ttlSeconds: 30 }, async (ask, server, resolver) => {
      assert.deepEqual(await resolver.resolve4(NAME.toUpperCase(), { ttl: true }), [{ address: '127.0.0.1', ttl: 30 }]);
      assert.deepEqual(await resolver.resolve6(NAME, { ttl: true }), [{ address: '::1', ttl: 30 }]);
      await assert.rejects(resolver.resolveMx(NAME), { code: 'ENODATA' });
      assert.equal(await ask('other.test'), 'ENOTFOUND');
      assert.deepEqual([server.queries, server.connections], [4, 0]);
    }));

  it('has no AAAA where there is none', () =>
    withDns({ aaaa: false }, async (ask, _server, resolver) => {
      assert.equal(await ask(), '127.0.0.1');
      await assert.rejects(resolver.resolve6(NAME), { code: 'ENODATA' });
    }));

  it('knows a service by the first search domain', () => {
    const known = (host: string) => knownName({ host, search: KUBERNETES_SEARCH });
    assert.equal(known('orders'), 'orders.ns.svc.cluster.local');
    assert.equal(known('Orders.Internal.test.'), NAME);
    assert.equal(knownName({ host: 'orders', search: [] }), 'orders');
  });

  it('fails the very queries that the seed says', () =>
    withDns({ failures: 0.3 }, async (ask) => {
      const random = seededRandom(SEED);
      const expected = Array.from({ length: 50 }, () => (random() < 0.3 ? 'ESERVFAIL' : '127.0.0.1'));
      const answers: string[] = [];
      for (let n = 0; n < expected.length; n += 1) answers.push(await ask());
      assert.deepEqual(answers, expected);
      assert.ok(expected.filter((answer) => answer === 'ESERVFAIL').length > 5);
    }));

  it('leaves queries without an answer', () =>
    withDns({ timeouts: 1 }, async (ask, server) => {
      assert.equal(await ask(), 'ETIMEOUT');
      assert.equal(server.queries, 1);
    }));

  it('cuts answers short over UDP, and gives them over TCP', () =>
    withDns({ truncated: 1 }, async (ask, server) => {
      assert.equal(await ask(), '127.0.0.1');
      assert.deepEqual([server.queries, server.connections], [2, 1]);
    }));

  it('waits before it answers', () =>
    withDns({ latencyMs: 30.5 }, async (ask) => {
      const startMs = performance.now();
      await ask();
      assert.ok(performance.now() - startMs >= 30.5);
    }));

  it('says nothing to what is no query', () => {
    for (const message of [Buffer.alloc(0), Buffer.alloc(12), Buffer.from('no query at all'), Buffer.alloc(40, 0xff)]) {
      assert.equal(reply(message, testDns(), 'answer'), null);
    }
  });
});
