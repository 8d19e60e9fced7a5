import type { Run } from '../model/run/run.js';
import type { ShardRun } from '../model/run/shard.js';
import { createMerge } from '../run/shards/merge.js';
import { exampleRun } from './example-run.js';

/** Shards of one small run, and what they merge to. */

export type Shard = Run & { readonly shard: ShardRun };

export function merged(shards: readonly Shard[], missed: readonly string[] = [], bytes = 1): Run {
  const merge = createMerge();
  for (const what of missed) merge.miss(what);
  for (const run of shards) merge.add({ place: `shards/${run.shard.index}`, run }, bytes);
  return merge.finish();
}

export const EXAMPLE = exampleRun({ invocations: 1, blocks: 2 });

export function shard(index: number, changes: Partial<Run> = {}, own: Partial<ShardRun> = {}): Shard {
  const place: ShardRun = { index, of: 3, startAt: '2026-12-01T12:00:00.000Z', ...own };
  return { ...EXAMPLE, ...changes, shard: place };
}

export const ALL = [shard(0), shard(1), shard(2)] as const;
