import type { BlockSummary } from '../../model/findings/findings.js';
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
      reasons: faults.length > 0 || !mustBeWhole ? faults : missing.map((arm) => `${arm}: slot is missing`),
    }))
    .filter(({ reasons }) => reasons.length > 0);
  return {
    valid: judged
      .filter(({ missing, faults }) => missing.length === 0 && faults.length === 0)
      .map(({ block }) => ({ invocation: block.invocation, block: block.block, slots: block.slots })),
    summary: {
      planned: run.plan.invocations.reduce((sum, invocation) => sum + invocation.blocks.length, 0),
      valid: judged.filter(({ missing, faults }) => missing.length === 0 && faults.length === 0).length,
      dropped,
    },
  };
}

/** The slots of one arm in the valid blocks, in the order of the blocks: a clock may be set back while a run is measured. */
export function slotsOf(blocks: readonly ValidBlock[], arm: string): SlotRecord[] {
  return blocks.flatMap((block) => block.slots.get(arm) ?? []);
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

function faultsOf(block: Candidate, dead: ReadonlySet<string>): string[] {
  const guards = [...block.slots.values()].flatMap((slot) =>
    slot.guards.filter((guard) => guard.severity === 'drop').map((guard) => `${slot.arm}: ${guard.detail}`),
  );
  const empty = [...block.slots.values()].flatMap((slot) =>
    emptiness(slot, dead.has(slot.arm)).map((why) => `${slot.arm}: ${why}`),
  );
  return [...new Set([...block.lost, ...guards, ...empty])];
}

/** Why a slot measured nothing of its policy. A policy that never completes a request is told by its failures instead. */
function emptiness({ tally, witnesses: { sockets } }: SlotRecord, isDead: boolean): string[] {
  const limits = tally.failed.limit ?? 0;
  if (limits > 0) return [`${limits} of ${tally.planned} requests met a limit of this machine`];
  const silent = unanswered(sockets);
  if (tally.planned === 0) return [`nothing was measured, ${silent} requests of the lead-in were never answered`];
  if (tally.completed === 0 && !isDead) return ['no request was completed'];
  const inLeadIn = sockets.requestsSent - tally.sent;
  const lost = silent - (tally.sent - tally.completed - (tally.failed.status ?? 0));
  return !isDead && inLeadIn > 0 && lost > inLeadIn / 2
    ? [`${lost} of ${inLeadIn} requests of the lead-in were never answered`]
    : [];
}

/** Of these arms no slot completed anything. */
function deadArms({ slots }: Run): ReadonlySet<string> {
  const alive = new Set(slots.filter(({ tally }) => tally.completed > 0).map(({ arm }) => arm));
  return new Set(slots.map(({ arm }) => arm).filter((arm) => !alive.has(arm)));
}
