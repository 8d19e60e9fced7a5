import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../model/run/run.js';
import { EXAMPLE_CALLS, EXAMPLE_SERVICE, exampleServiceRun } from '../../testing/example-service.js';
import { worseCounts } from '../bisection/worse.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { countedOf } from '../service/outbound.js';
import { compare, exitCodeOf } from './comparison.js';
import { lostCalls } from './lost-calls.js';

const named = (run: Run) => ({ path: 'somewhere', run });

/** The same run with other connections of one call under one policy. */
function opening(run: Run, policy: string, call: string, perRequest: number): Run {
  const slots = run.slots.map((slot) => {
    const use = slot.service?.calls[call];
    if (slot.arm !== policy || slot.service === undefined || use === undefined) return slot;
    const connections = Math.round(use.requests * perRequest);
    return { ...slot, service: { ...slot.service, calls: { ...slot.service.calls, [call]: { ...use, connections } } } };
  });
  return { ...run, slots };
}

test('a call of a service that lost its reuse fails a comparison, by its name', () => {
  const base = exampleServiceRun();
  const head = opening(base, 'today', 'stock', 1);
  const compared = compare(named(base), named(head));
  assert.equal(compared.kind, 'compared');
  assert.deepEqual([compared.status, exitCodeOf(compared)], ['fail', 1]);
  assert.match(compared.headline, /^lost reuse: policy today opens 1\.00 connections per request to stock, was 0\.010/);
  assert.deepEqual(
    compared.lostReuse.map(({ policy, call }) => [policy, call]),
    [['today', 'stock']],
  );
  const handshakes = compared.rows.find(
    ({ policy, metric }) => policy === 'today' && metric === 'handshakesPerRequest',
  );
  // The call is one over plain http, and the handshakes of the other one stand as they were.
  assert.deepEqual([handshakes?.base, handshakes?.verdict], [handshakes?.head, 'no change']);
  const back = compare(named(head), named(base));
  assert.equal(back.kind === 'compared' && back.status, 'pass');
});

test('the same counts, a pool that filled wider, and what is forced to be cold lose nothing', () => {
  const base = exampleServiceRun();
  const wider = opening(base, 'keep-alive', 'stock', 0.02);
  const colder = opening(base, 'cold', 'stock', 1);
  for (const head of [base, wider, colder]) {
    const compared = compare(named(base), named(head));
    assert.ok(compared.kind === 'compared');
    assert.deepEqual([compared.status, compared.lostReuse], ['pass', []]);
  }
});

test('of gates with the same maximum on several calls the one that failed decides', () => {
  const on = (call: string) =>
    ({ metric: 'connectionsPerRequest', policy: 'today', call, max: 1, tolerance: null }) as const;
  const base = exampleServiceRun([on('prices'), on('stock')]);
  const compared = compare(named(base), named(opening(base, 'today', 'stock', 2)));
  assert.ok(compared.kind === 'compared');
  const row = compared.rows.find(({ policy, metric }) => policy === 'today' && metric === 'connectionsPerRequest')!;
  assert.deepEqual([row.gate?.status, compared.status], ['fail', 'fail']);
});

test('a tolerance on a call is held by that call, and not by all that the service calls', () => {
  const gate = { metric: 'connectionsPerRequest', policy: 'today', call: 'stock', max: null, tolerance: 0.1 } as const;
  const base = exampleServiceRun([gate]);
  const rowAfter = (call: string, perRequest: number) => {
    const compared = compare(named(base), named(opening(base, 'today', call, perRequest)));
    assert.ok(compared.kind === 'compared');
    return compared.rows.find(({ policy, metric }) => policy === 'today' && metric === 'connectionsPerRequest')!.gate;
  };
  // Of all connections they are a twentieth more, and of those of the call five times as many.
  assert.deepEqual(rowAfter('stock', 0.05), { status: 'fail', limit: 'at most +10 % to stock' });
  assert.equal(rowAfter('stock', 0.01)?.status, 'pass');
  assert.equal(rowAfter('prices', 1.5)?.status, 'pass');
});

test("the chance of a false loss is a policy's, however many calls are looked at", () => {
  const onlyStock = (run: Run): Run => {
    const calls = EXAMPLE_CALLS.filter(({ name }) => name === 'stock');
    return { ...run, plan: { ...run.plan, workload: { ...run.plan.workload, target: { ...EXAMPLE_SERVICE, calls } } } };
  };
  const base = exampleServiceRun();
  const head = opening(base, 'today', 'stock', 0.04);
  const certainty = { margin: 0.02, chance: 0.0003 };
  assert.equal(lostCalls(onlyStock(base), onlyStock(head), certainty).length, 1);
  assert.equal(lostCalls(base, head, certainty).length, 0);
});

test("a gate on a call decides about it, and a comparison's table has a row for each call", () => {
  const gate = { metric: 'connectionsPerRequest', policy: 'today', call: 'stock', max: 2, tolerance: null } as const;
  const base = exampleServiceRun([gate]);
  const compared = compare(named(base), named(opening(base, 'today', 'stock', 1)));
  assert.ok(compared.kind === 'compared');
  assert.equal(compared.status, 'pass');
  assert.deepEqual(
    compared.reuse.filter(({ policy }) => policy === 'today').map(({ request, head }) => [request, head.opened]),
    [
      ['prices', 6000],
      ['stock', 6000],
    ],
  );
});

const onCall = (call: string, max: number) =>
  ({ metric: 'connectionsPerRequest', policy: 'today', call, max, tolerance: null }) as const;

/** The same run with so many requests of a call for one to the service, its connections per request of the call as they were. */
function calling(run: Run, policy: string, call: string, times: number): Run {
  const slots = run.slots.map((slot) => {
    const use = slot.service?.calls[call];
    if (slot.arm !== policy || slot.service === undefined || use === undefined) return slot;
    const more = { ...use, requests: use.requests * times, connections: use.connections * times };
    return { ...slot, service: { ...slot.service, calls: { ...slot.service.calls, [call]: more } } };
  });
  return { ...run, slots };
}

function connectionsRow(base: Run, head: Run) {
  const compared = compare(named(base), named(head));
  assert.ok(compared.kind === 'compared');
  const row = compared.rows.find(({ policy, metric }) => policy === 'today' && metric === 'connectionsPerRequest')!;
  return { compared, row };
}

test('a gate on one call says nothing of what another one opens more for each request', () => {
  const base = exampleServiceRun([onCall('stock', 1)]);
  const { compared, row } = connectionsRow(base, calling(base, 'today', 'prices', 2));
  assert.deepEqual([row.gate?.status, row.verdict, compared.status], ['pass', 'regressed', 'fail']);
  // That call itself it excuses, and one on every call excuses all.
  const own = connectionsRow(base, opening(base, 'today', 'stock', 1));
  assert.deepEqual([own.row.verdict, own.compared.status], ['within its gate', 'pass']);
  const all = exampleServiceRun([onCall('*', 2)]);
  assert.equal(connectionsRow(all, calling(all, 'today', 'prices', 2)).compared.status, 'pass');
});

test('a loss that the gate of its call allows is no loss where the gate of another call failed', () => {
  const gates = [onCall('stock', 1), onCall('prices', 1.2)];
  const base = exampleServiceRun(gates);
  const { compared } = connectionsRow(base, opening(opening(base, 'today', 'stock', 0.9), 'today', 'prices', 1.21));
  assert.equal(compared.status, 'fail');
  assert.doesNotMatch(compared.headline, /to stock, was/);
  const counted = worseCounts(compared);
  assert.deepEqual(
    [counted.has('reuse of today to stock'), counted.has('connectionsPerRequest of today')],
    [false, true],
  );
  assert.ok(compared.warnings.some((one) => /^Within its gate, but less reuse .* to stock/.test(one)));
  const over = connectionsRow(base, opening(base, 'today', 'stock', 1.1)).compared;
  assert.match(over.headline, /^lost reuse: policy today .* to stock, was 0\.010 \(max 1 to stock\)/);
});

test('handshakes of a call that no gate names are judged as without one', () => {
  const gate = { ...onCall('stock', 1), metric: 'fullHandshakesPerRequest' } as const;
  const full = (run: Run, call: string): Run => ({
    ...run,
    slots: run.slots.map((slot) => {
      const { service } = slot;
      if (slot.arm !== 'today' || service === undefined) return slot;
      const use = { ...service.calls[call]!, handshakesFull: service.requests, handshakesResumed: 0 };
      return { ...slot, service: { ...service, calls: { ...service.calls, [call]: use } } };
    }),
  });
  const base = exampleServiceRun([gate]);
  const verdictOf = (head: Run) => {
    const compared = compare(named(base), named(head));
    assert.ok(compared.kind === 'compared');
    return compared.rows.find(({ policy, metric }) => policy === 'today' && metric === gate.metric)!.verdict;
  };
  assert.deepEqual([verdictOf(full(base, 'prices')), verdictOf(full(base, 'stock'))], ['regressed', 'within its gate']);
});

test('failures of a service are of all that it was sent, and not of what it has answered', () => {
  const [first] = exampleServiceRun().slots;
  const { tally, service } = first!;
  const failing = {
    ...first!,
    tally: { ...tally, failed: { ...tally.failed, timeout: 40 } },
    service: { ...service!, requests: tally.sent - 40 },
  };
  const share = METRIC_READERS.failureShare.share!(countedOf([failing], failing.tally), failing);
  assert.deepEqual(share, { count: 40, of: tally.sent });
});
