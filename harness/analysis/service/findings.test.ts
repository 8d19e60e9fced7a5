import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callsSection } from '../../../reports/sections/service.js';
import type { Doubt } from '../../model/findings/doubt.js';
import type { ServiceFindings } from '../../model/findings/service.js';
import type { Run } from '../../model/run/run.js';
import {
  downstreamCounts,
  EXAMPLE_CALLS,
  exampleServiceRun,
  preloadReport,
  siteCounts,
} from '../../testing/example-service.js';
import { analyse } from '../run/findings.js';
import { serviceDoubts } from './doubts.js';
import { serviceFindings } from './findings.js';

const RUN = exampleServiceRun();
const found = (arm: string, { slots, services = [] }: Pick<Run, 'slots' | 'services'> = RUN) =>
  serviceFindings(
    slots.filter((slot) => slot.arm === arm),
    services.filter((one) => one.arm === arm),
    EXAMPLE_CALLS,
    2000,
  );

describe('what a service did', () => {
  test('is counted per inbound request, and per request of each call', () => {
    const { requests, userUsPerRequest, systemUsPerRequest, memoryBytes, loop, calls } = found('today');
    assert.equal(requests, 12 * 500);
    assert.ok(Math.abs(userUsPerRequest - 1920) < 1 && Math.abs(systemUsPerRequest - 480) < 1);
    assert.equal(memoryBytes, 80 << 20);
    assert.deepEqual(loop, { utilisation: 0.3, delayP99Ms: 22 });
    assert.deepEqual(calls, [
      {
        name: 'prices',
        requests: 6000,
        connections: 6000,
        handshakesFull: 60,
        handshakesResumed: 5940,
        perInbound: 1,
        perRequest: 1,
        newPerSecondAtPeak: 2000,
        lookupsPerRequest: 1,
        isSeenAlike: true,
      },
      {
        name: 'stock',
        requests: 6000,
        connections: 60,
        handshakesFull: 0,
        handshakesResumed: 0,
        perInbound: 1,
        perRequest: 0.01,
        newPerSecondAtPeak: 20,
        lookupsPerRequest: 0,
        isSeenAlike: true,
      },
    ]);
  });

  test('has the queries of the calls that have a DNS server, and says nothing of the others', () => {
    const slots = RUN.slots.map((slot) => {
      const { prices, ...calls } = slot.service!.calls;
      return { ...slot, service: { ...slot.service!, calls: { ...calls, prices: { ...prices!, dnsQueries: 1500 } } } };
    });
    const [prices, stock] = found('today', { ...RUN, slots }).calls;
    assert.equal(prices?.queriesPerRequest, 3);
    assert.equal('queriesPerRequest' in stock!, false);
    const text = JSON.stringify(callsSection(analyse({ ...RUN, slots })));
    assert.match(text, /Names looked up for a request: prices 1\.00 \(3\.00 queries\) under today/);
  });

  test('names lines by the calls of the workload, whichever of their places they used', () => {
    assert.deepEqual(
      found('today').callSites.map(({ place, caller, agentPlace, downstream, cause }) => [
        place,
        caller,
        agentPlace,
        downstream,
        cause,
      ]),
      [
        ['src/prices.js:41', 'src/orders.js:12', 'src/agents.js:3', 'prices', 'agent-without-keep-alive'],
        ['src/stock.js:7', null, null, 'stock', null],
      ],
    );
    assert.deepEqual(
      found('cold').callSites.map(({ cause }) => cause),
      ['agent-without-keep-alive', 'closed-by-answer'],
    );
  });

  test('is nothing where nothing was asked, and known from outside alone without a preload', () => {
    const bare = (RUN.services ?? []).map((one) => ({ ...one, reports: [] }));
    const { loop, callSites, calls } = found('today', { slots: RUN.slots, services: bare });
    assert.deepEqual([loop, callSites, calls[0]?.isSeenAlike], [null, [], null]);
    const none = serviceFindings([], [], EXAMPLE_CALLS, 2000);
    assert.deepEqual([none.requests, none.userUsPerRequest, none.calls[0]?.perRequest], [0, 0, 0]);
  });

  test('has its share of the savings, which are carried over to the fleet', () => {
    const { savings, capacity } = analyse(RUN);
    assert.ok(Math.abs((savings['keep-alive']?.cpuUsPerRequest?.mean ?? 0) - 800) < 1);
    // 20 containers at 57 % of 60 %, times 1600 / 2400 of the CPU.
    assert.equal(capacity['keep-alive']?.containers.safe, 13);
    assert.equal(capacity.cold?.containers.safe, 23);
  });
});

describe('what a reader must know of a service', () => {
  const doubts = (arm: string, changes: Partial<ServiceFindings>) =>
    serviceDoubts(RUN.plan.workload, { [arm]: { ...found(arm), ...changes } }).filter(
      // What the answers end over TLS is noted of every cold policy.
      ({ code }) => code !== 'ended-by-answers',
    );
  test('is which calls a policy ended over TLS by their answers', () => {
    const noted = (arm: string) =>
      serviceDoubts(RUN.plan.workload, { [arm]: found(arm) }).filter(({ code }) => code === 'ended-by-answers');
    assert.deepEqual(noted('cold')[0]?.figures, { calls: ['prices'] });
    assert.deepEqual([noted('today'), noted('keep-alive')], [[], []]);
  });

  const codes = (all: readonly Doubt[]) => all.map(({ code, policy, figures }) => [code, policy, figures]);
  const calls = (requests: number, connections: number) => {
    const [call] = found('today').calls;
    return { calls: [{ ...call!, requests, connections, perRequest: connections / requests }] };
  };

  test('is nothing where every policy was brought about', () => {
    assert.deepEqual(
      ['today', 'cold', 'keep-alive'].flatMap((arm) => doubts(arm, {})),
      [],
    );
  });

  test('is a call that was not made cold, beyond half a percent', () => {
    assert.deepEqual(codes(doubts('cold', calls(1000, 990))), [
      ['call-not-cold', 'cold', { call: 'prices', requests: 1000, connections: 990 }],
    ]);
    assert.deepEqual(doubts('cold', calls(1000, 995)), []);
  });

  test('is a call that was not brought to reuse, with the line and its cause', () => {
    const { callSites } = found('today');
    assert.deepEqual(codes(doubts('keep-alive', { ...calls(100, 60), callSites })), [
      [
        'call-not-reused',
        'keep-alive',
        {
          call: 'prices',
          requests: 100,
          connections: 60,
          place: 'src/agents.js:3',
          cause: 'agent-without-keep-alive',
        },
      ],
    ]);
    assert.deepEqual(doubts('keep-alive', calls(100, 49)), []);
    assert.deepEqual(doubts('today', calls(100, 100)), []);
  });

  test('is what was refused, called beside its calls, never called, or seen otherwise from within', () => {
    const [first, second] = found('today').calls;
    const all = doubts('today', {
      refused: [{ to: '192.0.2.1:81', times: 212 }],
      others: [{ to: 'localhost:9999', requests: 3, connections: 1 }],
      calls: [
        { ...first!, isSeenAlike: false },
        { ...second!, requests: 0 },
      ],
    });
    assert.deepEqual(codes(all), [
      ['refused', 'today', { to: '192.0.2.1:81', times: 212 }],
      ['seen-apart', 'today', { call: 'prices' }],
      ['not-called', 'today', { call: 'stock' }],
      ['other-calls', 'today', { to: 'localhost:9999', requests: 3, connections: 1 }],
    ]);
  });

  test('is who was not looked into', () => {
    const records = RUN.services!.map((one) => ({
      ...one,
      unwatched: ['node child.js (process 7)', 'node other.js (process 8)'],
    }));
    assert.deepEqual(codes(doubts('today', found('today', { slots: RUN.slots, services: records }))), [
      ['unwatched', 'today', { first: 'node child.js (process 7)', more: 1 }],
    ]);
  });

  test('what was only refused is no other call; what leaves by another way is', () => {
    const report = preloadReport({
      downstreams: {
        'a:1': downstreamCounts(2, 0, { attempted: 0, refused: 2 }),
        'b:1': downstreamCounts(2, 1),
      },
      sites: [siteCounts({ downstream: 'a:1' })],
    });
    const record = { ...RUN.services![0]!, reports: [report] };
    const { others, refused } = serviceFindings([], [record], EXAMPLE_CALLS, 1);
    assert.deepEqual([others, refused], [[{ to: 'b:1', requests: 2, connections: 1 }], [{ to: 'a:1', times: 2 }]]);
  });
});

describe('gates on the calls of a service', () => {
  const gate = (metric: 'connectionsPerRequest' | 'handshakesPerRequest', call: string, max: number) =>
    ({ metric, policy: 'today', call, max, tolerance: null }) as const;
  const results = (...gates: ReturnType<typeof gate>[]) =>
    analyse(exampleServiceRun(gates)).gates.map(({ call, value, status }) => [call, value, status]);

  test('are one on each of them, and on the worst of all', () => {
    assert.deepEqual(
      results(
        gate('connectionsPerRequest', 'stock', 0.05),
        gate('connectionsPerRequest', 'prices', 0.05),
        gate('connectionsPerRequest', '*', 0.05),
        gate('handshakesPerRequest', '*', 1),
      ),
      [
        ['stock', 0.01, 'pass'],
        ['prices', 1, 'fail'],
        ['prices', 1, 'fail'],
        ['prices', 1, 'pass'],
      ],
    );
  });
});

test('the memory of a service is held against that of a container', () => {
  const run = exampleServiceRun();
  const { workload } = run.plan;
  const fleet = { ...workload.fleet!, memoryBytes: 100 << 20 };
  const { capacity } = analyse({ ...run, plan: { ...run.plan, workload: { ...workload, fleet } } });
  const row = capacity.cold!.ceilings.find(({ short }) => short === 'memory');
  assert.deepEqual([row?.demand, row?.limit, row?.use], [90, 100, 0.9]);
  assert.ok(capacity.cold!.limits.some(({ name, use }) => name === 'memory' && use === 0.9));
});
