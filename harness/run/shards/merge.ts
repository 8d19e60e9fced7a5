import { mistake } from '../../model/mistake.js';
import type { LostBlock, Outcome, Run, SlotRecord } from '../../model/run/run.js';
import type { ServiceRecord } from '../../model/run/service-use.js';
import { type MergedShard, READER } from '../../model/run/shard.js';
import { addTotals, NO_TOTALS } from '../../model/run/tally.js';
import type { Workload } from '../../model/workload/workload.js';
import { guardsOf } from '../guards.js';
import { wrongClocks } from './clocks.js';
import { incompleteBlocks, slotKey } from './incomplete.js';
import { mergeSlots, uniteGuards } from './merge-slot.js';
import { difference, type ShardFile } from './sameness.js';

/** Takes shards one after the other, in any order, and keeps of each what the merged run needs. */
export interface Merge {
  /** Throws UserMistake where it is no shard of the same run, or the second of its number. */
  add(shard: ShardFile, bytes: number): void;
  /** A record that was named and cannot be read: what is wrong with it. */
  miss(what: string): void;
  /** Throws UserMistake where nothing was added. */
  finish(): Run;
}

/** So much of what was read is held until it is merged: fewer merges are faster, more of them need less memory. */
const MOST_HELD_BYTES = 32 * 1_048_576;

/** What is known of one shard beside its slots. */
interface Known extends MergedShard {
  readonly place: string;
  readonly lost: readonly LostBlock[];
  readonly totals: Run['totals'];
  readonly harness: readonly number[];
  readonly services: readonly ServiceRecord[];
  readonly skippedLines: number;
  readonly network: string | undefined;
}

/** What was added so far. */
interface Collected {
  readonly known: Map<number, Known>;
  /** What is still to be merged of each slot, by its key. */
  readonly slots: Map<string, SlotRecord[]>;
  readonly replayed: Map<string, Set<number>>;
  readonly unread: string[];
}

export function createMerge(): Merge {
  const collected: Collected = { known: new Map(), slots: new Map(), replayed: new Map(), unread: [] };
  let first: ShardFile | null = null;
  let heldBytes = 0;
  return {
    add(shard, bytes) {
      requireNumber(shard);
      if (first !== null) requireSame(first, shard, collected.known);
      // The others are not kept whole; of this one the plan and the machine are those of the merged run.
      if (first === null || shard.run.shard.index === READER) first = withoutSlots(shard);
      collected.known.set(shard.run.shard.index, knownOf(shard));
      collect(collected, shard.run);
      heldBytes += bytes;
      if (heldBytes <= MOST_HELD_BYTES) return;
      fold(collected.slots);
      heldBytes = 0;
    },
    miss: (what) => void collected.unread.push(what),
    finish() {
      if (first === null)
        throw mistake('no shard could be read', collected.unread.join('; ') || 'name the folders of shards');
      fold(collected.slots);
      return mergedRun(first.run, collected);
    },
  };
}

function collect({ slots, replayed }: Collected, { shard: { index }, slots: recorded }: ShardFile['run']): void {
  for (const own of recorded) {
    const key = slotKey(own);
    const slot = { ...own, guards: own.guards.map((guard) => ({ ...guard, shard: index })) };
    slots.set(key, [...(slots.get(key) ?? []), slot]);
    replayed.set(key, (replayed.get(key) ?? new Set()).add(index));
  }
}

function fold(slots: Collected['slots']): void {
  for (const [key, parts] of slots) slots.set(key, [mergeSlots(parts as [SlotRecord, ...SlotRecord[]])]);
}

function mergedRun(first: ShardFile['run'], { known, slots, replayed, unread }: Collected): Run {
  const { plan, environment, shard, startedAt } = first;
  const all = [...known.values()].sort((a, b) => a.index - b.index);
  const clocks = all.flatMap(({ index, clockAheadMs: aheadMs }) => (aheadMs ? [{ index, aheadMs }] : []));
  const roll = { of: shard.of, present: known, unread, wrongClocks: wrongClocks(clocks) };
  const lostBlocks = incompleteBlocks(plan, roll, replayed);
  // Of a block that is not whole no slot stands for the load that was planned.
  const isWhole = (slot: SlotRecord) =>
    replayed.get(slotKey(slot))?.size === shard.of &&
    !lostBlocks.some((lost) => lost.invocation === slot.invocation && lost.block === slot.block);
  const services = known.get(READER)?.services ?? [];
  const skippedLines = all.reduce((sum, one) => sum + one.skippedLines, 0);
  return {
    schemaVersion: 2,
    startedAt: shard.startAt ?? startedAt,
    plan,
    environment,
    slots: [...slots.values()]
      .map(([slot]) => judged(slot!, plan.workload, sharesNetwork(all)))
      .filter(isWhole)
      .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)),
    lostBlocks,
    harnessCpuUsPerRequest: all.flatMap(({ harness }) => harness),
    ...(services.length > 0 && { services }),
    totals: all.map(({ totals }) => totals).reduce(addTotals, NO_TOTALS),
    outcome: outcomeOf(all),
    merged: { of: shard.of, startAt: shard.startAt, shards: all.map(summaryOf) },
    ...(skippedLines > 0 && { skippedLines }),
  };
}

function requireNumber({ place, run: { shard } }: ShardFile): void {
  if (shard.index < shard.of) return;
  throw mistake(`${place} is damaged: it is shard ${shard.index} of ${shard.of}, counted from 0`, 'name another copy');
}

function requireSame(first: ShardFile, shard: ShardFile, known: ReadonlyMap<number, Known>): void {
  const what = difference(first, shard);
  if (what !== null) throw mistake(`these are shards of different runs: ${what}`, 'name the shards of one run');
  const { index } = shard.run.shard;
  const same = known.get(index);
  if (same === undefined) return;
  throw mistake(`shard ${index} is there twice, in ${same.place} and in ${shard.place}`, 'name each shard once');
}

function withoutSlots({ place, run }: ShardFile): ShardFile {
  return { place, run: { ...run, slots: [] } };
}

function knownOf({ place, run }: ShardFile): Known {
  const { shard, slots, lostBlocks, outcome, totals, harnessCpuUsPerRequest, services = [], skippedLines = 0 } = run;
  const late = slots.flatMap(({ lateMs }) => lateMs ?? []);
  return {
    place,
    index: shard.index,
    outcome,
    mostLateMs: late.length === 0 ? null : late.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)),
    ...(shard.clockAheadMs && { clockAheadMs: shard.clockAheadMs }),
    network: shard.network,
    lost: lostBlocks,
    totals,
    harness: harnessCpuUsPerRequest,
    services,
    skippedLines,
  };
}

function summaryOf({ index, outcome, mostLateMs, clockAheadMs }: Known): MergedShard {
  return { index, outcome, mostLateMs, ...(clockAheadMs && { clockAheadMs }) };
}

/** Of several shards in one network namespace the kernel counts all connections for each: it is no witness of any. */
function sharesNetwork(shards: readonly Known[]): boolean {
  const networks = shards.flatMap(({ network }) => network ?? []);
  return new Set(networks).size < networks.length;
}

/** What the counts say is judged by those of all shards; one shard may have had no request of a short slot at all. */
const JUDGED_TOGETHER: readonly string[] = ['failures', 'nothing-completed'];

function judged(slot: SlotRecord, workload: Workload, kernelSeesOthers: boolean): SlotRecord {
  const { kernel, ...elsewhere } = slot.witnesses.others;
  const others = kernelSeesOthers || kernel === undefined ? elsewhere : slot.witnesses.others;
  const merged = { ...slot, witnesses: { ...slot.witnesses, others } };
  const ofOthers = (name: string, severity: string) =>
    kernelSeesOthers && name === 'counts-disagree' && severity === 'warn';
  const own = slot.guards.filter(({ name, severity }) => !JUDGED_TOGETHER.includes(name) && !ofOthers(name, severity));
  const together = guardsOf(merged, workload, null).filter(
    ({ name }) => JUDGED_TOGETHER.includes(name) || name === 'counts-disagree',
  );
  // What one shard counted wrong is not made good by what another one counted beside it.
  return { ...merged, guards: uniteGuards([...together, ...own]) };
}

/** Of a run that some shard saw to its end, what others lost is told block by block. */
function outcomeOf(shards: readonly Known[]): Outcome {
  const whole = shards.find(({ outcome }) => outcome.kind === 'complete');
  return (whole ?? shards[0]!).outcome;
}
