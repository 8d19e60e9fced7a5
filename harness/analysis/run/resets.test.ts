import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionFacts } from '../../model/run/connection-facts.js';
import type { SlotRecord } from '../../model/run/run.js';
import { createRecorder } from '../../tally/histogram.js';
import { exampleRun } from '../../testing/example-run.js';
import { COLD, KEEP_ALIVE } from '../../testing/example-workload.js';
import { saidOfAll } from '../../testing/said.js';
import { analyse } from './findings.js';
import { whyEnded } from './reuse-cause.js';

const URL_TARGET = { kind: 'url', origin: 'http://127.0.0.1:8080', caFile: null } as const;

const FACTS: ConnectionFacts = {
  ended: {
    'client-idle': 0,
    'client-after-answer': 0,
    'client-gave-up': 0,
    'server-told': 0,
    server: 0,
    reset: 0,
    error: 0,
  },
  requestsPerConnection: '',
  unused: 0,
  httpVersions: { '1.1': 10 },
  hint: { connections: 10, timeoutS: null, max: null, timeoutNotFirst: 0 },
  interim: 0,
  retried: 0,
  mostAttempts: 1,
};

const reset = (slot: SlotRecord, resets: number, facts?: ConnectionFacts): SlotRecord => {
  const { tally } = slot;
  const failed = { ...tally.failed, reset: resets };
  const more = facts === undefined ? {} : { connectionFacts: facts };
  return { ...slot, tally: { ...tally, completed: tally.completed - resets, failed, ...more } };
};

/** What is said of resets, by how many each slot of a policy has. */
function told(
  resets: Readonly<Record<string, number>>,
  policies = [COLD, KEEP_ALIVE],
  facts?: ConnectionFacts,
): string {
  const run = exampleRun({
    policies,
    baseline: policies[0]!.name,
    target: URL_TARGET,
    histograms: false,
    edit: (slot) => reset(slot, resets[slot.arm] ?? 0, slot.arm === 'keep-alive' ? facts : undefined),
  });
  return saidOfAll(analyse(run).doubts).find((one) => /were reset/.test(one)) ?? '';
}

test('resets of kept connections alone are the race; where fresh ones are lost as often, they are not', () => {
  assert.match(told({ 'keep-alive': 1 }), /a server that closes an idle connection at the moment of its reuse/);
  assert.match(told({ cold: 1, 'keep-alive': 1 }), /12 of 4,800 on fresh connections: reuse is not the cause/);
  assert.equal(told({ cold: 1 }), '');
});

test('without a cold policy and without a known limit no cause is named, and what would tell is', () => {
  assert.match(
    told({ 'keep-alive': 1 }, [KEEP_ALIVE]),
    /single out no cause: a policy with keepAlive: false beside it/,
  );
});

test('a limit that the server announces singles the race out, also where Node does not see it', () => {
  const hint = { connections: 10, timeoutS: { low: 3, high: 3 }, max: null, timeoutNotFirst: 10 };
  const words = told({ 'keep-alive': 1 }, [KEEP_ALIVE], { ...FACTS, hint });
  assert.match(words, /below the server's idle limit of 3,000 ms.*behind something else in its Keep-Alive header/);
});

test('why connections ended is what most of them have in common', () => {
  const of = (ended: Partial<ConnectionFacts['ended']>, more: Partial<ConnectionFacts> = {}) =>
    whyEnded({ ...FACTS, ended: { ...FACTS.ended, ...ended }, ...more }).cause;
  assert.equal(of({ server: 9, 'client-idle': 1 }), 'server');
  assert.equal(of({ server: 5, 'client-idle': 5 }), null);
  assert.equal(of({ 'server-told': 9 }, { httpVersions: { '1.0': 9 } }), 'http-1.0');
  assert.equal(of({}, { httpVersions: {} }), null);
  const hint = { connections: 9, timeoutS: { low: 1, high: 1 }, max: null, timeoutNotFirst: 0 };
  assert.equal(of({ 'client-after-answer': 9 }, { hint }), 'short-hint');
  assert.equal(of({ 'client-after-answer': 9 }), 'client-after-answer');
  assert.equal(of({ error: 9 }), 'error');
  assert.equal(whyEnded(null).cause, null);
});

const carrying = (...requests: number[]) => {
  const recorder = createRecorder(2);
  for (const one of requests) recorder.record(one);
  return recorder.encode();
};

test('connections that the server ends after as many requests each are named so, and others are not', () => {
  const of = (requests: readonly number[], ended: Partial<ConnectionFacts['ended']>) =>
    whyEnded({ ...FACTS, ended: { ...FACTS.ended, ...ended }, requestsPerConnection: carrying(...requests) })
      .requestsOfEach;
  assert.equal(of([2, 2, 2, 2, 2], { 'server-told': 5 }), 2);
  assert.equal(of([100, 100, 100, 100, 100], { server: 3, reset: 2 }), 100);
  assert.equal(of([100, 100, 100, 100, 99], { server: 5 }), null);
  assert.equal(of([1, 1, 1, 1, 1], { server: 5 }), null);
  assert.equal(of([2, 2], { server: 2 }), null);
  assert.equal(of([2, 2, 2, 2, 2], { server: 4, 'client-idle': 1 }), null);
});

test('resets that come with the same request of every connection are no race', () => {
  const facts = {
    ...FACTS,
    ended: { ...FACTS.ended, reset: 6 },
    requestsPerConnection: carrying(3, 3, 3, 3, 3, 3),
    hint: { connections: 10, timeoutS: { low: 3, high: 3 }, max: null, timeoutNotFirst: 0 },
  };
  const words = told({ 'keep-alive': 1 }, [KEEP_ALIVE], facts);
  assert.match(words, /every connection that ended had carried exactly 3 requests: look for a server or proxy/);
});
