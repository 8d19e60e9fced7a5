import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workload } from '../model/workload/workload.js';
import { exampleRun } from '../testing/example-run.js';
import { planId } from './plan-id.js';

const { workload } = exampleRun({ histograms: false }).plan;
const idOf = (changes: Partial<Workload> = {}) => planId({ workload: { ...workload, ...changes } });

test('a plan is the same on another machine, in another folder and with other gates', () => {
  const feed = { file: '/a/orders.csv', sha256: 'x', rows: 2 };
  assert.equal(idOf({ load: { ...workload.load, threads: 9 } }), idOf());
  assert.equal(idOf({ feed }), idOf({ feed: { ...feed, file: '/b/orders.csv' } }));
  assert.equal(idOf({ gates: [], fleet: null, slo: { p99Ms: 1, errors: 0 } }), idOf());
  assert.match(idOf(), /^[0-9a-f]{16}$/);
});

test('another load, request, policy or row is another plan', () => {
  const feed = { file: '/a/orders.csv', sha256: 'x', rows: 2 };
  const others: readonly Partial<Workload>[] = [
    { name: 'other' },
    { load: { ...workload.load, seed: 99 } },
    { requests: workload.requests.map((one) => ({ ...one, path: '/other' })) },
    { policies: workload.policies.slice(1) },
    { feed },
    { feed: { ...feed, sha256: 'y' } },
    { design: { ...workload.design, slotMs: 1 } },
  ];
  assert.equal(new Set([idOf(), ...others.map(idOf)]).size, others.length + 1);
});
