import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Imported } from '../../model/run/imported.js';
import type { SlotRecord, Witnesses } from '../../model/run/run.js';
import type { Counts } from '../../model/run/testimony.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { seenBy } from '../../testing/example-slot.js';
import { COLD, examplePolicy } from '../../testing/example-workload.js';
import { said, saidOfAll } from '../../testing/said.js';
import { analyse } from './findings.js';

const verdict = (options: ExampleOptions = {}) => analyse(exampleRun({ histograms: false, ...options })).verdict;

const lost = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    invocation: Math.floor(index / 4),
    block: index % 4,
    reason: 'the replayer died',
  }));

const gate = (max: number) => [
  { metric: 'connectionsPerRequest', policy: 'keep-alive', max, tolerance: null } as const,
];

const witnessed = (change: (slot: SlotRecord) => Partial<SlotRecord['witnesses']>) => (slot: SlotRecord) => ({
  ...slot,
  witnesses: { ...slot.witnesses, ...change(slot) },
});

const attemptsIn = (witnesses: Witnesses) => witnesses.others.kernel!.attempts!;
const countIn = (witnesses: Witnesses, name: keyof Counts) => witnesses.others.target![name]!;

const SAME = [COLD, examplePolicy('keep-alive', { cpuUsPerRequest: 800 })];

describe('the verdict of a run', () => {
  it('passes without reasons', () => {
    assert.deepEqual(verdict(), { status: 'pass', reasons: [] });
    assert.deepEqual(verdict({ gates: gate(0.05) }), { status: 'pass', reasons: [] });
  });

  it('says first that the target was lost, then that the run is incomplete', () => {
    const outcome = { kind: 'target-lost', reason: 'connection refused' } as const;
    assert.equal(verdict({ outcome, gates: gate(0) }).status, 'target-lost');
    assert.match(said(verdict({ outcome }).reasons[0]), /connection refused/);
    const incomplete = verdict({ outcome: { kind: 'interrupted' }, gates: gate(0) });
    assert.equal(incomplete.status, 'incomplete');
    assert.match(said(incomplete.reasons[0]), /12 valid of 12 planned/);
  });

  it('is invalid above 20 % of bad blocks, and not at 20 %', () => {
    assert.equal(verdict({ lostBlocks: lost(2) }).status, 'pass');
    assert.equal(verdict({ invocations: 2, blocks: 5, lostBlocks: lost(2) }).status, 'pass');
    const bad = verdict({ lostBlocks: lost(3), gates: gate(0) });
    assert.equal(bad.status, 'invalid');
    assert.match(said(bad.reasons[0]), /3 of 12 blocks are bad.*the replayer died/);
    assert.equal(verdict({ edit: () => null }).status, 'invalid');
  });

  it('is invalid when a policy is disproved, whatever the gates say', () => {
    const policies = [COLD, examplePolicy('keep-alive', { connectionsPerRequest: 1 })];
    assert.equal(verdict({ policies, gates: gate(2) }).status, 'invalid');
  });

  it('is invalid when the sockets counted more than a witness, and only then', () => {
    const kernel = (change: number) =>
      verdict({
        edit: witnessed(({ witnesses }) => seenBy(witnesses, 'kernel', { attempts: attemptsIn(witnesses) + change })),
      });
    assert.equal(kernel(-1).status, 'invalid');
    assert.match(said(kernel(-1).reasons[0]), /24 more connections than the kernel/);
    assert.equal(kernel(1).status, 'pass');
    const target = verdict({
      edit: witnessed(({ witnesses }) => seenBy(witnesses, 'target', { requests: countIn(witnesses, 'requests') - 2 })),
    });
    assert.match(said(target.reasons[0]), /48 more requests than the target/);
  });

  it('fails with a gate, or with a gate that has no data', () => {
    const failed = verdict({ gates: gate(0.001) });
    assert.equal(failed.status, 'fail');
    assert.match(said(failed.reasons[0]), /connectionsPerRequest of keep-alive is 0.01, over the limit 0.001/);
    const none = verdict({ gates: [{ metric: 'containers', policy: 'keep-alive', max: 5, tolerance: null }] });
    assert.equal(none.status, 'fail');
    assert.match(said(none.reasons[0]), /has no value/);
  });

  it('does not pass where another engine counted nothing of what the gates are about', () => {
    const imported: Imported = {
      from: 'k6',
      files: 1,
      percentiles: 'merged',
      unknown: ['lookupsPerRequest'],
      thresholds: [],
    };
    const gates = [{ metric: 'lookupsPerRequest', policy: 'cold', max: 1, tolerance: null } as const];
    const of = (all: ExampleOptions['gates']) =>
      analyse({ ...exampleRun({ histograms: false, gates: all! }), imported }).verdict;
    const { status, reasons } = of(gates);
    assert.equal(status, 'inconclusive');
    assert.match(said(reasons[0]), /does not count DNS lookups per request: .* no gate on them is judged/);
    assert.equal(of([...gates, ...gate(0.05)]).status, 'pass');
  });

  it('is inconclusive with an unsure gate, or without gates with an unsure contrast', () => {
    const noise = { slotNoise: 0.12, driftNoise: 0.1 };
    const gates = [{ metric: 'cpuUsPerRequest', policy: 'keep-alive', max: 200, tolerance: null } as const];
    assert.equal(verdict({ ...noise, gates }).status, 'inconclusive');
    const p99 = [{ metric: 'responseTimeP99Ms', policy: 'keep-alive', max: 100, tolerance: null } as const];
    const small = verdict({ histograms: true, requestsPerSlot: 100, gates: p99 });
    assert.match(
      said(small.reasons[0]),
      /responseTimeP99Ms .* too unsure to be held against the limit 100: run 3 invocations of 4 blocks, about 1 min, with at least 368 requests a slot/,
    );
    const unsure = verdict({ ...noise, policies: SAME });
    assert.equal(unsure.status, 'inconclusive');
    assert.match(said(unsure.reasons[0]), /which may be none: run \d+ invocations of \d+ blocks, about \d+ min$/);
    assert.equal(verdict({ ...noise, policies: SAME, gates: gate(0.05) }).status, 'pass');
    const single = verdict({ invocations: 1, blocks: 12 });
    assert.equal(single.status, 'inconclusive');
    assert.match(
      said(single.reasons[0]),
      /^keep-alive: whether it saves CPU cannot be told from one invocation: run 3 invocations of 12 blocks, about 4 min$/,
    );
  });
});

describe('the agreement of counts', () => {
  const counts = (options: ExampleOptions) => analyse(exampleRun({ histograms: false, ...options }));

  it('is true where all agree and null where nobody else counted', () => {
    assert.deepEqual(counts({}).counts, { socketsAgreeWithKernel: true, socketsAgreeWithTarget: true });
    const alone = counts({ edit: witnessed(() => ({ others: {} })) });
    assert.deepEqual(alone.counts, { socketsAgreeWithKernel: null, socketsAgreeWithTarget: null });
  });

  it('is false for a surplus of the kernel, which is a warning', () => {
    const found = counts({
      edit: witnessed(({ witnesses, position }) =>
        seenBy(witnesses, 'kernel', { attempts: attemptsIn(witnesses) + (position === 0 ? 5 : 0) }),
      ),
    });
    assert.equal(found.counts.socketsAgreeWithKernel, false);
    assert.match(said(found.doubts[0]), /another process in this network namespace opened 60 connections/);
  });

  it('is false for a slot that was dropped because of it', () => {
    const guards = [{ name: 'counts-disagree', severity: 'drop', value: 1, detail: 'seen' } as const];
    const dropped = counts({
      edit: (slot) => {
        const { witnesses } = slot;
        if (slot.block > 0 || slot.invocation > 0) return slot;
        return {
          ...slot,
          guards,
          witnesses: seenBy(witnesses, 'target', { accepts: countIn(witnesses, 'accepts') + 1 }),
        };
      },
    });
    assert.equal(dropped.blocks.valid, 11);
    assert.equal(dropped.counts.socketsAgreeWithTarget, false);
    assert.match(said(dropped.doubts[0]), /the target counted 2 more connections than the sockets/);
  });

  it('asks nothing of slots in which a request got no answer', () => {
    const timedOut = counts({
      edit: witnessed(({ witnesses, invocation }) => ({
        ...seenBy(witnesses, 'target', { requests: countIn(witnesses, 'requests') + (invocation === 0 ? 1 : 0) }),
        sockets: {
          ...witnesses.sockets,
          requestsSent: witnesses.sockets.requestsCompleted + (invocation === 0 ? 1 : 0),
        },
      })),
    });
    assert.equal(timedOut.counts.socketsAgreeWithTarget, true);
    assert.doesNotMatch(saidOfAll(timedOut.doubts).join(), /someone else/);
  });

  it('is false for handshakes that the target did not see the same way', () => {
    const found = counts({
      edit: witnessed(({ witnesses }) =>
        seenBy(witnesses, 'target', { handshakesFull: countIn(witnesses, 'handshakesFull') + 1 }),
      ),
    });
    assert.equal(found.counts.socketsAgreeWithTarget, false);
  });
});
