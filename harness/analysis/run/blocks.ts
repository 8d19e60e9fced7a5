import type { BlockFault, Emptiness } from '../../model/findings/block-fault.js';
import type { BlockSummary } from '../../model/findings/findings.js';
import { GUARDS_AGAINST } from '../../model/run/guard.js';
import type { BlockId, Run, SlotRecord } from '../../model/run/run.js';
import { unanswered } from '../../model/run/tally.js';

/** A block that may enter findings: one slot of every arm, no guard of severity `drop`. */
export interface ValidBlock extends BlockId {
  /** By arm. */
  readonly slots: ReadonlyMap<string, SlotRecord>;
}

export interface SortedBlocks {
  /** In the order of invocation and block. */
  readonly valid: readonly ValidBlock[];
  /** Those, and the blocks of which the times alone are in doubt: what was counted in them is exact. */
  readonly counted: readonly ValidBlock[];
  readonly summary: BlockSummary;
}

interface Candidate extends BlockId {
  readonly slots: Map<string, SlotRecord>;
  readonly lost: string[];
}

/** Parts the blocks of a run into the valid and the dropped; the last, unfinished block of a cut run is neither. */
export function sortBlocks(run: Run): SortedBlocks {
  const arms = run.plan.arms.map(({ name }) => name);
  const dead = deadArms(run);
  const judged = candidates(run).map((block) => ({
    block,
    missing: arms.filter((arm) => !block.slots.has(arm)),
    faults: faultsOf(block, dead),
  }));
  const mustBeWhole = run.outcome.kind === 'complete';
  const dropped = judged
    .map(({ block, missing, faults }) => ({
      invocation: block.invocation,
      block: block.block,
      reasons:
        faults.length > 0 || !mustBeWhole ? faults : missing.map((arm): BlockFault => ({ kind: 'missing', arm })),
    }))
    .filter(({ reasons }) => reasons.length > 0);
  const whole = judged.filter(({ missing }) => missing.length === 0);
  const valid = whole.filter(({ faults }) => faults.length === 0).map(validBlock);
  return {
    valid,
    counted: whole.filter(({ faults }) => faults.every(isOfTimes)).map(validBlock),
    summary: {
      planned: run.plan.invocations.reduce((sum, invocation) => sum + invocation.blocks.length, 0),
      valid: valid.length,
      dropped,
    },
  };
}

function validBlock({ block: { invocation, block, slots } }: { readonly block: Candidate }): ValidBlock {
  return { invocation, block, slots };
}

function isOfTimes(fault: BlockFault): boolean {
  return fault.kind === 'guard' && GUARDS_AGAINST[fault.guard.name] === 'times';
}

/** Above this share of bad blocks a run is not believed. */
export const MOST_BAD = 0.2;

/** Whether so many good blocks carry what is said of all that were measured. */
export function areEnough(good: number, measured: number): boolean {
  return good > 0 && (measured - good) / measured <= MOST_BAD;
}

/** Whether a run is not believed for its times alone. */
export function isTooLate({ counted, summary: { valid, dropped } }: SortedBlocks): boolean {
  const measured = valid + dropped.length;
  return !areEnough(valid, measured) && areEnough(counted.length, measured);
}

/** The slots of one arm in the valid blocks, in the order of the blocks: a clock may be set back while a run is measured. */
export function slotsOf(blocks: readonly ValidBlock[], arm: string): SlotRecord[] {
  // Asked for by nearly every finding: `flatMap` takes ten times as long.
  const slots: SlotRecord[] = [];
  for (const block of blocks) {
    const slot = block.slots.get(arm);
    if (slot !== undefined) slots.push(slot);
  }
  return slots;
}

/** How many invocations have a valid block. */
export function invocationsOf(blocks: readonly ValidBlock[]): number {
  return new Set(blocks.map((block) => block.invocation)).size;
}

/** Every block that was planned, measured or lost; spare blocks are measured without having been planned. */
function candidates(run: Run): Candidate[] {
  const found = new Map<string, Candidate>();
  const at = ({ invocation, block }: BlockId): Candidate => {
    const key = `${invocation}/${block}`;
    const known = found.get(key) ?? { invocation, block, slots: new Map(), lost: [] };
    found.set(key, known);
    return known;
  };
  for (const { blocks } of run.plan.invocations) {
    for (const { invocation, index } of blocks) at({ invocation, block: index });
  }
  for (const slot of run.slots) at(slot).slots.set(slot.arm, slot);
  for (const lost of run.lostBlocks) at(lost).lost.push(lost.reason);
  return [...found.values()].sort((a, b) => a.invocation - b.invocation || a.block - b.block);
}

function faultsOf({ slots, lost }: Candidate, dead: ReadonlySet<string>): BlockFault[] {
  return [
    ...[...new Set(lost)].map((reason): BlockFault => ({ kind: 'lost', reason })),
    ...[...slots.values()].flatMap((slot) => slotFaults(slot, dead.has(slot.arm))),
  ];
}

/** An arm that never completes one of its requests is told by their failures, and its slots are not held against it. */
function slotFaults(slot: SlotRecord, isDead: boolean): BlockFault[] {
  const { arm } = slot;
  const isToldByFailures = isDead && slot.tally.planned > 0;
  const guards = slot.guards
    .filter(({ name, severity }) => severity === 'drop' && !(isToldByFailures && name === 'nothing-completed'))
    .map((guard): BlockFault => ({ kind: 'guard', arm, guard }));
  // Records from before these guards say it by their counts alone.
  const isTold = slot.guards.some(({ name }) => name === 'nothing-completed' || name === 'machine-limit');
  return isTold ? guards : [...guards, ...emptiness(slot, isDead)];
}

/** Why a slot measured nothing of its arm. */
function emptiness({ arm, tally, witnesses: { sockets } }: SlotRecord, isDead: boolean): BlockFault[] {
  const fault = (why: Emptiness, count: number, of: number): BlockFault[] => [{ kind: 'empty', arm, why, count, of }];
  const limits = tally.failed.limit ?? 0;
  if (limits > 0) return fault('limit', limits, tally.planned);
  const silent = unanswered(sockets);
  if (tally.planned === 0) return fault('nothing-planned', silent, 0);
  if (tally.completed === 0 && !isDead) return fault('nothing-completed', 0, tally.planned);
  const inLeadIn = sockets.requestsSent - tally.sent;
  const lost = silent - (tally.sent - tally.completed - (tally.failed.status ?? 0));
  return !isDead && inLeadIn > 0 && lost > inLeadIn / 2 ? fault('lead-in-lost', lost, inLeadIn) : [];
}

/** Of these arms no slot completed anything. */
function deadArms({ slots }: Run): ReadonlySet<string> {
  const alive = new Set(slots.filter(({ tally }) => tally.completed > 0).map(({ arm }) => arm));
  return new Set(slots.map(({ arm }) => arm).filter((arm) => !alive.has(arm)));
}
