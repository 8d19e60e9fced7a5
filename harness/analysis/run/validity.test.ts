import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlotRecord } from '../../model/run/run.js';
import { exampleRun } from '../../testing/example-run.js';
import { said } from '../../testing/said.js';
import { analyse } from './findings.js';

/** Edits the slots of `keep-alive` in so many invocations. */
const found = (invocations: number, edit: (slot: SlotRecord) => SlotRecord) =>
  analyse(
    exampleRun({
      histograms: false,
      edit: (slot) => (slot.arm === 'keep-alive' && slot.invocation < invocations ? edit(slot) : slot),
    }),
  );

const withTally = (slot: SlotRecord, tally: Partial<SlotRecord['tally']>): SlotRecord => ({
  ...slot,
  tally: { ...slot.tally, ...tally },
});

describe('a block that measured nothing of a policy', () => {
  it('is no valid one: a target that stopped answering in the lead-in does not pass', () => {
    const { verdict, blocks } = found(3, (slot) => ({
      ...withTally(slot, { planned: 0, sent: 0, completed: 0, reused: 0 }),
      witnesses: {
        ...slot.witnesses,
        others: {},
        sockets: { ...slot.witnesses.sockets, requestsSent: 20, requestsCompleted: 0 },
      },
    }));
    assert.deepEqual([verdict.status, blocks.valid], ['invalid', 0]);
    assert.match(said(verdict.reasons[0]), /nothing was measured, 20 requests of the lead-in were never answered/);
  });

  it('is dropped where the policy completed requests elsewhere, and told by its failures where it never did', () => {
    const dead = (slot: SlotRecord) =>
      withTally(slot, { completed: 0, reused: 0, failed: { ...slot.tally.failed, timeout: slot.tally.planned } });
    assert.equal(found(1, dead).blocks.valid, 8);
    const all = found(3, dead);
    assert.equal(all.policies['keep-alive']?.failures.timeout, 4800);
    assert.match(said(all.verdict.reasons[0]), /^keep-alive: 100 % of requests failed/);
  });

  it('is one whose lead-in lost most of its requests', () => {
    const lost = (share: number) => (slot: SlotRecord) => ({
      ...slot,
      witnesses: {
        ...slot.witnesses,
        sockets: { ...slot.witnesses.sockets, requestsCompleted: 500 - 100 * share },
      },
    });
    assert.equal(found(1, lost(0.9)).blocks.valid, 8);
    assert.equal(found(1, lost(0.1)).blocks.valid, 12);
  });
});

it('a limit of this machine drops its blocks, and is held against no policy', () => {
  const limited = (slot: SlotRecord) =>
    withTally(slot, {
      completed: slot.tally.planned - 10,
      failed: { ...slot.tally.failed, limit: 10 },
      causes: [{ kind: 'limit', code: 'EMFILE', count: 10, message: 'too many open files', request: 0 }],
    });
  const { verdict, policies } = found(3, limited);
  assert.equal(verdict.status, 'invalid');
  assert.match(said(verdict.reasons[0]), /^120 requests met a limit of this machine \(EMFILE\).*: raise .*ulimit -n/);
  assert.deepEqual(policies['keep-alive']?.failures, {});
});
