import type { Range } from './connection-facts.js';
import type { Outcome } from './outcome.js';
import type { Totals } from './tally.js';

/** Which of several shares of every slot: every `of`-th arrival, beginning with `index`; counted from 0. */
export interface ShardPlace {
  readonly index: number;
  readonly of: number;
}

/**
 * A slot is begun by all shards at the same moment. One that is further off than this was beside the others, in another
 * slot or under another policy, and its block says nothing.
 */
export const MOST_OFF_MS = 250;

/** A start beyond it is a slip of the pen more often than a plan, and no process should be asked to wait as long. */
export const MOST_AHEAD_MS = 86_400_000;

/** The one who reads what only one may read: the target's own counts and CPU. */
export const READER = 0;

/** A run that is a share of one: what its record says of that. */
export interface ShardRun extends ShardPlace {
  /** ISO 8601: when its first warm-up was due, by its own clock; null on a virtual one. */
  readonly startAt: string | null;
  /** How far its clock is ahead of the target's, milliseconds; left out where the target did not tell. */
  readonly clockAheadMs?: Range;
  /** What was sent to the target to hear that. */
  readonly asked?: Totals;
  /** Names the network namespace, so that shards beside each other in one are known; left out where the system has none. */
  readonly network?: string;
}

/** What a merged run keeps of the shards that it was merged of. */
export interface Merged {
  /** How many there were to be. */
  readonly of: number;
  /** ISO 8601; null on a virtual clock. */
  readonly startAt: string | null;
  /** Those that were there, in their order. */
  readonly shards: readonly MergedShard[];
}

export interface MergedShard {
  readonly index: number;
  readonly outcome: Outcome;
  /** How late the one of its slots began that was furthest from its time, milliseconds; null on a virtual clock. */
  readonly mostLateMs: number | null;
  readonly clockAheadMs?: Range;
}

/** Said of a shard where shards are spoken of, beginning with its number. */
export function shardName({ index, of }: ShardPlace): string {
  return `shard ${index} of ${of}`;
}
