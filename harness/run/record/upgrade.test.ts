import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderComparison, renderFindings } from '../../../reports/index.js';
import { compare } from '../../analysis/comparison/comparison.js';
import { analyse } from '../../analysis/run/findings.js';
import { readRun } from './read.js';
import { upgradeEntry, upgradeRun } from './upgrade.js';

/** Recorded by holdline 0.1.0, of its smoke workload; the second was killed, and its last line is cut. */
const recorded = (name: string) =>
  fileURLToPath(new URL(`../../../../harness/testing/recorded/${name}`, import.meta.url));
const OLD = recorded('0.1.0');
const CUT = recorded('0.1.0-cut');

test('a run of schema 1 has an arm for each policy, and its slots are of arms', () => {
  const run = readRun(OLD);
  assert.equal(run.schemaVersion, 2);
  assert.deepEqual(run.plan.arms, [
    { name: 'cold', policy: 'cold', variant: null },
    { name: 'keep-alive', policy: 'keep-alive', variant: null },
  ]);
  assert.deepEqual(
    run.slots.map(({ block, arm }) => `${block} ${arm}`),
    ['0 keep-alive', '0 cold', '1 cold', '1 keep-alive', '2 keep-alive', '2 cold', '3 cold', '3 keep-alive'],
  );
});

test('a load of schema 1 has the keys of its kind alone', () => {
  const { load } = readRun(OLD).plan.workload;
  assert.deepEqual(load, {
    kind: 'open',
    stages: [{ durationMs: 400, fromPerSecond: 500, toPerSecond: 500 }],
    arrivals: 'poisson',
    pacing: { kind: 'timer', tickMs: 1 },
    connections: 256,
    seed: 3,
    threads: 2,
  });
  const upgraded = (loop: object) => {
    const old = { loop, stages: [], arrivals: 'uniform', seed: 1, connections: 50, threads: 1 };
    return upgradeRun({ schemaVersion: 1, plan: { workload: { load: old, policies: [] } }, slots: [] });
  };
  const closed = { kind: 'closed', concurrency: 50, count: null };
  assert.deepEqual(upgraded(closed).plan, {
    workload: { load: { ...closed, seed: 1, threads: 1 }, policies: [] },
    arms: [],
  });
  const precise = { kind: 'open', pacing: { kind: 'precise' }, stages: [], arrivals: 'uniform', connections: 50 };
  assert.deepEqual(upgraded({ kind: 'open', pacing: 'precise' }).plan, {
    workload: { load: { ...precise, seed: 1, threads: 1 }, policies: [] },
    arms: [],
  });
});

test('what is no record of schema 1 is left as it is, for the check that follows', () => {
  for (const tree of [{}, { schemaVersion: 1 }, { schemaVersion: 1, plan: null, slots: [null, 1, 'x', []] }]) {
    assert.ok('schemaVersion' in upgradeRun(tree) === 'schemaVersion' in tree);
  }
  assert.deepEqual(upgradeEntry({ kind: 'slot', slot: 'none' }), { kind: 'slot', slot: 'none' });
  assert.deepEqual(upgradeEntry({ kind: 7 }), { kind: 7 });
});

test('who counted in a run of schema 1 stands by name, and the DNS server beside the target', () => {
  const [slot] = readRun(OLD).slots;
  assert.deepEqual(slot?.witnesses, {
    sockets: {
      requestsSent: 238,
      requestsCompleted: 238,
      connectionsAttempted: 14,
      connectionsOpened: 14,
      handshakes: 0,
    },
    others: {
      kernel: { attempts: 15 },
      target: { accepts: 14, requests: 238, handshakesFull: 0, handshakesResumed: 0 },
    },
    seconds: { accepts: { leadIn: 7, measured: [7] }, dnsQueries: null },
  });
  const upgraded = (witnesses: object) => upgradeEntry({ kind: 'slot', slot: { policy: 'a', witnesses } }).slot;
  const asked = { accepts: 1, requests: 2, handshakesFull: 0, handshakesResumed: 0, dnsQueries: 6 };
  assert.deepEqual(upgraded({ kernelActiveOpens: null, target: asked }), {
    arm: 'a',
    tally: undefined,
    witnesses: {
      others: { target: { accepts: 1, requests: 2, handshakesFull: 0, handshakesResumed: 0 }, dns: { queries: 6 } },
    },
  });
  assert.deepEqual(upgraded({ kernelActiveOpens: null, target: null }), {
    arm: 'a',
    tally: undefined,
    witnesses: { others: {} },
  });
});

test('a policy of schema 1 says nothing of what it left to its client', () => {
  const { policies } = readRun(OLD).plan.workload;
  assert.deepEqual(
    policies.flatMap((policy) => Object.entries(policy).filter(([, value]) => value === null)),
    [],
  );
  assert.deepEqual(
    policies.map(({ keepAlive }) => keepAlive),
    [false, true],
  );
});

test('a run of schema 1 renders with its figures, in every format', () => {
  const findings = analyse(readRun(OLD));
  assert.equal(findings.verdict.status, 'pass');
  assert.deepEqual(findings.blocks, { planned: 4, valid: 4, dropped: [] });
  assert.deepEqual(
    Object.entries(findings.policies).map(([name, { requests, connections }]) => [name, requests, connections.opened]),
    [
      ['cold', 810, 810],
      ['keep-alive', 810, 23],
    ],
  );
  for (const format of ['text', 'markdown'] as const) {
    assert.match(renderFindings(findings, format), /keep-alive/);
  }
  assert.deepEqual(JSON.parse(renderFindings(findings, 'json')).policies['keep-alive'].requests, 810);
});

test('a run of schema 1 compares, with itself and with one whose journal was cut', () => {
  const base = { path: 'old', run: readRun(OLD) };
  const same = compare(base, { ...base, path: 'again' });
  assert.deepEqual([same.kind, same.kind === 'compared' && same.status], ['compared', 'pass']);
  const cut = compare(base, { path: 'cut', run: readRun(CUT) });
  assert.equal(cut.kind, 'compared');
  assert.match(renderComparison(cut, 'markdown'), /keep-alive/);
});

test('a cut journal of schema 1 is an interrupted run with every slot that was whole', () => {
  const run = readRun(CUT);
  assert.deepEqual(run.outcome, { kind: 'interrupted' });
  assert.deepEqual(
    run.slots.map(({ block, arm }) => `${block} ${arm}`),
    ['0 keep-alive', '0 cold', '1 cold', '1 keep-alive', '2 keep-alive', '2 cold'],
  );
  assert.equal(analyse(run).blocks.valid, 3);
});
