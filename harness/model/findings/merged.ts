/** What became of the shards of which a run was merged; shards are counted from 0. */
export interface MergedFindings {
  /** How many there were to be. */
  readonly of: number;
  /** Those of which no record could be read. */
  readonly missing: readonly number[];
  /** Those that ended before the plan did. */
  readonly endedEarly: readonly { readonly shard: number; readonly outcome: string }[];
  /** Those whose clock was held against nobody's; empty on a virtual clock, which all have in common. */
  readonly clockUnknown: readonly number[];
}
