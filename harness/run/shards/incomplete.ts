import type { Plan } from '../../model/run/plan.js';
import type { LostBlock, Outcome, SlotRecord } from '../../model/run/run.js';
import { MOST_OFF_MS } from '../../model/run/shard.js';
import type { wrongClocks } from './clocks.js';

/** What is known of the shards beside their slots. */
export interface Roll {
  readonly of: number;
  /** By number: how a shard ended, and the blocks that it lost. */
  readonly present: ReadonlyMap<number, { readonly outcome: Outcome; readonly lost: readonly LostBlock[] }>;
  /** Records that could not be read. */
  readonly unread: readonly string[];
  readonly wrongClocks: ReturnType<typeof wrongClocks>;
}

/** The shards that replayed a slot, by what tells the slot. */
export type Replayed = ReadonlyMap<string, ReadonlySet<number>>;

export function slotKey({ invocation, block, arm }: Pick<SlotRecord, 'invocation' | 'block' | 'arm'>): string {
  return JSON.stringify([invocation, block, arm]);
}

/** The blocks of the plan that not every shard has measured whole and in time, each with who did not and why. */
export function incompleteBlocks({ invocations }: Plan, roll: Roll, replayed: Replayed): LostBlock[] {
  const shards = Array.from({ length: roll.of }, (_, index) => index);
  return invocations.flatMap(({ blocks }) =>
    blocks.flatMap(({ invocation, index: block, order }) => {
      const faults = shards.flatMap((index) => {
        const has = order.every((arm) => replayed.get(slotKey({ invocation, block, arm }))?.has(index) === true);
        const fault = faultOf(roll, index, { invocation, block }, has);
        return fault === null ? [] : [{ index, fault }];
      });
      return faults.length === 0 ? [] : [{ invocation, block, reason: reasonOf(faults, roll) }];
    }),
  );
}

function faultOf(
  { present, wrongClocks: wrong }: Roll,
  index: number,
  at: Omit<LostBlock, 'reason'>,
  has: boolean,
): string | null {
  const shard = present.get(index);
  if (shard === undefined) return 'is missing';
  const clock = wrong.find((one) => one.index === index);
  if (clock !== undefined) {
    const off = `${(Math.abs(clock.offMs) / 1000).toFixed(2)} s ${clock.offMs > 0 ? 'ahead of' : 'behind'}`;
    return `has a clock at least ${off} the others, more than the ${MOST_OFF_MS} ms allowed`;
  }
  const lost = shard.lost.find(({ invocation, block }) => invocation === at.invocation && block === at.block);
  if (lost !== undefined) return `lost it: ${lost.reason}`;
  if (has) return null;
  return shard.outcome.kind === 'complete' ? 'has no record of it' : `ended before it: ${endOf(shard.outcome)}`;
}

function endOf(outcome: Outcome): string {
  return 'reason' in outcome ? outcome.reason : outcome.kind === 'failed' ? 'a fault of holdline' : outcome.kind;
}

/** So many are told by their number; the others are counted. */
const MOST_TOLD = 3;

/** Shards that have the same fault are told together. */
function reasonOf(faults: readonly { readonly index: number; readonly fault: string }[], { of, unread }: Roll): string {
  const byFault = new Map<string, number[]>();
  for (const { index, fault } of faults) byFault.set(fault, [...(byFault.get(fault) ?? []), index]);
  const told = [...byFault].map(
    ([fault, those]) => `${namesOf(those)} of ${of} ${those.length === 1 ? fault : ofSeveral(fault)}`,
  );
  const files =
    byFault.has('is missing') && unread.length > 0 ? [`not read: ${unread.slice(0, MOST_TOLD).join('; ')}`] : [];
  return [...told.slice(0, MOST_TOLD), ...files].join('; ');
}

/** The same of more than one. */
function ofSeveral(fault: string): string {
  return fault
    .replace(/^is /, 'are ')
    .replace(/^has a clock /, 'have clocks ')
    .replace(/^has /, 'have ');
}

function namesOf(numbers: readonly number[]): string {
  if (numbers.length === 1) return `shard ${numbers[0]}`;
  const named = numbers.slice(0, MOST_TOLD).join(', ');
  const more = numbers.length - MOST_TOLD;
  return `shards ${named}${more > 0 ? ` and ${more} more` : ''}`;
}
