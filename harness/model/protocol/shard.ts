import type { LoopUse } from '../run/run.js';
import type { Tally, Totals } from '../run/tally.js';
import type { ReplayArm, ReplaySlot, SlotJob } from './replayer.js';

/** One thread's share of a slot, as it is handed to the thread: it knows the arm by its number, or asks for it. */
export interface ShardTask {
  readonly arm: number;
  readonly slot: ReplaySlot;
  readonly index: number;
}

/** One thread's share of a slot. */
export interface Shard {
  readonly job: SlotJob;
  readonly index: number;
}

/** What a shard hands back as one transferable buffer of JSON. */
export interface ShardReport {
  readonly tally: Tally;
  readonly totals: Totals;
  readonly loop: LoopUse;
  /** Null unless the clock is virtual and the client models its own CPU. */
  readonly modelledCpuUs: number | null;
  readonly elapsedMs: number;
}

/**
 * A slot is a conversation, so that neither opening clients nor encoding tallies is measured: every shard says `ready`,
 * is told when to start, says `drained`, and reports once it is told to finish. A thread that meets an arm for the first
 * time asks for it before that.
 */
export type HostToShard =
  | { readonly kind: 'arm'; readonly arm: ReplayArm }
  | { readonly kind: 'start'; readonly atNs: bigint }
  | { readonly kind: 'finish' };
export type ShardToHost =
  | { readonly kind: 'unknown-arm' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'drained' }
  | { readonly kind: 'report'; readonly buffer: ArrayBuffer };
