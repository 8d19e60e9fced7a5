import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultWords } from '../../../reports/words/guard-words.js';
import type { BlockSummary } from '../../model/findings/findings.js';
import type { SlotRecord } from '../../model/run/run.js';
import { exampleRun } from '../../testing/example-run.js';
import { slotsOf, sortBlocks } from './blocks.js';

const isAt = (slot: SlotRecord, invocation: number, block: number, policy: string) =>
  slot.invocation === invocation && slot.block === block && slot.arm === policy;

const guarded = (severity: 'warn' | 'drop') => (slot: SlotRecord) =>
  isAt(slot, 1, 2, 'cold')
    ? { ...slot, guards: [{ name: 'steal', severity, value: 0.04, detail: 'stolen 4 % of the slot' } as const] }
    : slot;

const withoutSlot = (slot: SlotRecord) => (isAt(slot, 2, 3, 'keep-alive') ? null : slot);

const told = (dropped: BlockSummary['dropped']) =>
  dropped.map((one) => ({ ...one, reasons: one.reasons.map(faultWords) }));

describe('sorting blocks', () => {
  it('keeps them all when nothing happened', () => {
    const { valid, summary } = sortBlocks(exampleRun());
    assert.deepEqual(summary, { planned: 12, valid: 12, dropped: [] });
    assert.equal(valid.length, 12);
    assert.equal(slotsOf(valid, 'cold').length, 12);
  });

  it('drops the whole block of a slot with a dropping guard, and says why', () => {
    const { valid, summary } = sortBlocks(exampleRun({ edit: guarded('drop') }));
    assert.equal(summary.valid, 11);
    assert.deepEqual(told(summary.dropped), [{ invocation: 1, block: 2, reasons: ['cold: stolen 4 % of the slot'] }]);
    assert.equal(slotsOf(valid, 'keep-alive').length, 11);
  });

  it('keeps a block with a mere warning', () => {
    assert.equal(sortBlocks(exampleRun({ edit: guarded('warn') })).summary.valid, 12);
  });

  it('drops lost blocks, also those without a slot', () => {
    const lostBlocks = [{ invocation: 0, block: 0, reason: 'the replayer of cold died' }];
    const { summary } = sortBlocks(exampleRun({ lostBlocks }));
    assert.deepEqual(told(summary.dropped), [{ invocation: 0, block: 0, reasons: ['the replayer of cold died'] }]);
    assert.equal(summary.valid, 11);
  });

  it('drops a block with a missing slot from a complete run', () => {
    const { summary } = sortBlocks(exampleRun({ edit: withoutSlot }));
    assert.deepEqual(told(summary.dropped), [{ invocation: 2, block: 3, reasons: ['keep-alive: slot is missing'] }]);
  });

  it('does not blame the last block of an interrupted run', () => {
    const { summary } = sortBlocks(exampleRun({ edit: withoutSlot, outcome: { kind: 'interrupted' } }));
    assert.deepEqual(summary, { planned: 12, valid: 11, dropped: [] });
  });

  it('takes spare blocks that were not planned', () => {
    const run = exampleRun({ blocks: 6 });
    const invocations = run.plan.invocations.map((one) => ({ ...one, blocks: one.blocks.slice(0, 4) }));
    const { summary } = sortBlocks({ ...run, plan: { ...run.plan, invocations } });
    assert.deepEqual(summary, { planned: 12, valid: 18, dropped: [] });
  });

  it('orders slots by invocation and block, whatever the clock said when they were measured', () => {
    const setBack = (slot: SlotRecord) =>
      slot.invocation === 0 && slot.block > 1 ? { ...slot, startedAt: '2001-01-01T00:00:00.000Z' } : slot;
    const { valid } = sortBlocks(exampleRun({ edit: setBack, invocations: 2 }));
    assert.deepEqual(
      slotsOf(valid, 'cold').map(({ invocation, block }) => `${invocation}/${block}`),
      ['0/0', '0/1', '0/2', '0/3', '1/0', '1/1', '1/2', '1/3'],
    );
  });
});
