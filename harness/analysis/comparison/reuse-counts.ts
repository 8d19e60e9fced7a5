import type { Run, SlotRecord } from '../../model/run/run.js';
import { slotsOf, sortBlocks } from '../run/blocks.js';
import type { Share } from '../statistics/proportions.js';

/** The slots of a policy whose counts are believed: of valid blocks, or without any those on which the witnesses agree. */
export function countedSlots(run: Run, policy: string): readonly SlotRecord[] {
  const valid = slotsOf(sortBlocks(run).valid, policy);
  if (valid.length > 0) return valid;
  return run.slots.filter(
    (slot) => slot.arm === policy && !slot.guards.some((guard) => guard.name === 'counts-disagree'),
  );
}

export function opened(slots: readonly SlotRecord[]): Share[] {
  return slots.map(({ tally }) => ({ count: tally.connections.opened, of: tally.sent }));
}

/** Answers that end a connection which their requests asked to keep. */
export function closedByServer(slots: readonly SlotRecord[]): Share[] {
  return slots.map(({ tally }) => ({ count: tally.connections.closedByServer ?? 0, of: tally.sent }));
}

/** Completed requests of one name that needed a new connection; empty where the record does not tell. */
export function freshByRequest(slots: readonly SlotRecord[], request: number): Share[] {
  return slots.flatMap(({ tally }) => {
    const one = tally.byRequest?.[request];
    return one === undefined ? [] : [{ count: one.completed - one.reused, of: one.completed }];
  });
}

/** Of all names but one. */
export function freshOfOthers(slots: readonly SlotRecord[], request: number): Share[] {
  return slots.flatMap(({ tally }) => {
    const others = tally.byRequest?.filter((_, index) => index !== request) ?? [];
    const sum = (pick: (one: (typeof others)[number]) => number) => others.reduce((total, one) => total + pick(one), 0);
    return [{ count: sum((one) => one.completed - one.reused), of: sum((one) => one.completed) }];
  });
}

/** Null out of nothing. */
export function shareOf(slots: readonly Share[]): number | null {
  const of = slots.reduce((sum, slot) => sum + slot.of, 0);
  return of === 0 ? null : slots.reduce((sum, slot) => sum + slot.count, 0) / of;
}
