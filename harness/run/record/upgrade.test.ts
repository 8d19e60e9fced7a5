import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderComparison, renderFindings } from '../../../reports/index.js';
import { compare } from '../../analysis/comparison/comparison.js';
import { analyse } from '../../analysis/run/findings.js';
import { readRun } from './store.js';

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
