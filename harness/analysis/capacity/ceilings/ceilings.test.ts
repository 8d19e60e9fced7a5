import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { USUAL_NETWORK } from '../../../model/workload/workload.js';
import { exampleRun } from '../../../testing/example-run.js';
import { withQueries } from '../../../testing/example-slot.js';
import { sortBlocks } from '../../run/blocks.js';
import { policyFindings } from '../../run/policies.js';
import { ceilingLimits, ceilingsOf } from './index.js';
import type { AtPeak } from './row.js';

const ASKED = exampleRun().plan.workload;

const atPeak = (policy: string, changes: Partial<AtPeak> = {}): AtPeak => {
  const peakPerSecond = changes.peakPerSecond ?? 2000;
  return {
    policy: policyFindings(sortBlocks(exampleRun()).valid, policy, { ...ASKED, peakPerSecond }),
    peakPerSecond,
    network: USUAL_NETWORK,
    isNetworkTold: false,
    tls: true,
    serving: { containers: 20, processes: 20, vcpus: 12 },
    connectionUs: { caller: 850, called: 500 },
    bytesPerRequest: 1024,
    ...changes,
  };
};
const ceiling = (policy: string, name: string, changes: Partial<AtPeak> = {}) =>
  ceilingsOf(atPeak(policy, changes)).find((row) => row.name === name);
const network = (changes: Partial<typeof USUAL_NETWORK>) => ({ ...USUAL_NETWORK, ...changes });

describe('ceilings at peak', () => {
  it('have the memory of a container, which holds the same service whatever the rate', () => {
    const memory = { peakBytes: 450 << 20, limitBytes: 600 << 20 };
    for (const peakPerSecond of [100, 2000]) {
      const row = ceiling('cold', 'memory of a container', { memory, peakPerSecond })!;
      assert.deepEqual([row.demand, row.limit, row.needed, row.use], [450, 600, 1, 0.75]);
      assert.deepEqual(row.there, { count: 1, noun: 'container' });
    }
    const over = ceiling('cold', 'memory of a container', { memory: { ...memory, limitBytes: 300 << 20 } })!;
    assert.equal(over.use, 1.5);
    assert.equal(ceiling('cold', 'memory of a container'), undefined);
  });

  it('are those of 200,000 cold requests a minute, as anybody can compute them', () => {
    const cold = (name: string) => ceiling('cold', name, { peakPerSecond: 200_000 / 60 })!;
    assert.equal(Math.round(cold('ephemeral ports').demand), 3333);
    assert.equal(cold('ephemeral ports').needed, 8);
    assert.equal(cold('NAT gateway addresses').needed, 4);
    assert.equal(Math.round(cold('load balancer, new connections').demand / 25), 133);
    assert.deepEqual([cold('resolver packets').needed, cold('resolver packets, A alone').needed], [7, 4]);
    assert.equal(cold('lookup pool').needed, 4);
    // 3,333 connections/s x 850 us.
    assert.ok(Math.abs(cold("handshake CPU, the caller's").demand - 2.83) < 0.01);
    assert.ok(Math.abs(cold("handshake CPU, the called end's").demand - 1.67) < 0.01);
    assert.equal(cold('accept rate').limit, 2000);
    assert.ok(Math.abs(cold('load balancer, processed bytes').demand - 12.288) < 1e-9);
  });

  it('say how near they are where it is known how much there is', () => {
    assert.equal(ceiling('cold', 'ephemeral ports')!.use!.toFixed(6), (2000 / (28_232 / 60) / 20).toFixed(6));
    assert.deepEqual(ceiling('cold', 'ephemeral ports')!.there, { count: 20, noun: 'container' });
    assert.equal(ceiling('cold', 'NAT gateway addresses')!.use, null);
    assert.equal(
      ceiling('cold', 'NAT gateway addresses', { network: network({ natAddresses: 2 }) })!.use,
      2000 / (55_000 / 60) / 2,
    );
    assert.equal(ceiling('cold', 'ephemeral ports', { serving: null })!.use, null);
    const names = ceilingLimits(ceilingsOf(atPeak('cold'))).map(({ name }) => name);
    assert.deepEqual(names, ['ports', 'resolver', 'lookups', 'files', 'handshakes']);
  });

  it('follow what is told of the network', () => {
    assert.equal(ceiling('cold', 'ephemeral ports', { network: network({ destinations: 4 }) })!.needed, 2);
    const nlb = { network: network({ loadBalancer: 'nlb' }), isNetworkTold: true };
    assert.equal(ceiling('cold', 'load balancer, new connections', nlb)!.needed, 3);
    assert.equal(ceiling('cold', 'resolver packets, A alone', nlb), undefined);
    assert.equal(
      ceiling('cold', 'load balancer, new connections', { network: network({ loadBalancer: 'none' }) }),
      undefined,
    );
    assert.equal(ceiling('cold', 'load balancer, rule evaluations', { network: network({ rules: 25 }) })!.needed, 30);
    assert.equal(
      ceiling('cold', 'lookup pool', { network: network({ resolver: { ...USUAL_NETWORK.resolver, lookupMs: 10 } }) })!
        .limit,
      200,
    );
  });

  it('multiply lookups by the search domains that a name is tried under', () => {
    const packets = (changes: Partial<typeof USUAL_NETWORK.resolver>) =>
      ceiling('cold', 'resolver packets', {
        network: network({ resolver: { ...USUAL_NETWORK.resolver, ...changes } }),
      })!;
    const kubernetes = { search: 3, ndots: 5 };
    assert.equal(packets({ ...kubernetes, host: 'orders.shop.svc.cluster.local' }).demand, 2000 * 8);
    assert.equal(packets({ ...kubernetes, families: 1 }).demand, 2000 * 4);
    assert.equal(packets({ search: 4, ndots: 5 }).demand, 2000 * 10);
    assert.equal(packets({ ...kubernetes, host: 'orders.shop.svc.cluster.local.' }).demand, 2000 * 2);
    assert.equal(packets({ search: 3, ndots: 2, host: 'orders.example.com' }).demand, 2000 * 2);
    assert.match(packets(kubernetes).formula, /for each of 4 names \(3 search domains, ndots:5\)/);
  });

  it('take the packets that were counted where there is a DNS server, and no pool', () => {
    const policy = policyFindings(sortBlocks(exampleRun({ edit: withQueries(4000) })).valid, 'cold', ASKED);
    const rows = ceilingsOf(atPeak('cold', { policy }));
    const packets = rows.filter(({ short }) => short === 'resolver');
    // 4,000 queries for 500 requests, the lead-in included: 8 for each of 2,000 requests a second.
    assert.deepEqual(
      packets.map(({ demand, needed }) => [demand, needed]),
      [[16_000, 16]],
    );
    assert.match(packets[0]!.formula, /counted/);
    assert.equal(
      rows.some(({ name }) => name === 'lookup pool'),
      false,
    );
  });

  it('need little under keep-alive', () => {
    for (const name of ['ephemeral ports', 'NAT gateway addresses', 'load balancer, new connections', 'lookup pool']) {
      assert.equal(ceiling('keep-alive', name)?.needed, 1, name);
    }
  });

  it("find the connections in use by Little's law, where a time is known", () => {
    const demand = ceiling('cold', 'file descriptors')?.demand ?? 0;
    // The mean of the example's times is 5 ms x (0.5 + 0.5 / ln 2) = 6.1 ms, their median 5 ms.
    assert.ok(Math.abs(demand - 12.2) < 0.1, `${demand}`);
  });

  it('are none for a policy that was not measured, nor where nothing was measured of them', () => {
    assert.deepEqual(ceilingsOf(atPeak('cold', { policy: policyFindings([], 'cold', ASKED) })), []);
    const unmeasured = { connectionUs: { caller: null, called: null }, bytesPerRequest: null };
    assert.equal(ceiling('cold', 'accept rate', unmeasured), undefined);
    assert.equal(ceiling('cold', 'load balancer, processed bytes', unmeasured), undefined);
  });

  it('say their source with a date or a version', () => {
    for (const { name, source } of ceilingsOf(atPeak('cold'))) {
      assert.match(source, /as of (\d{4}-\d\d|\w+ \d)|measured here|getrlimit/, name);
    }
  });
});
