import { caution, type Doubt } from '../../model/findings/doubt.js';
import type { MergedFindings } from '../../model/findings/merged.js';
import type { Merged } from '../../model/run/shard.js';

/** What became of the shards of a merged run. */
export function mergedFindings({ of, startAt, shards }: Merged): MergedFindings {
  const present = new Set(shards.map(({ index }) => index));
  return {
    of,
    missing: Array.from({ length: of }, (_, index) => index).filter((index) => !present.has(index)),
    endedEarly: shards.flatMap(({ index, outcome: { kind } }) =>
      kind === 'complete' ? [] : [{ shard: index, outcome: kind }],
    ),
    clockUnknown: shards.flatMap(({ index, clockAheadMs }) =>
      startAt === null || clockAheadMs !== undefined ? [] : [index],
    ),
  };
}

/** The blocks that are lost say so one by one, each for itself; this says it of the run. */
export function mergedDoubts(merged: MergedFindings | null): Doubt[] {
  if (merged === null) return [];
  const { of, missing, endedEarly, clockUnknown } = merged;
  const isWhole = missing.length === 0 && endedEarly.length === 0;
  return [
    ...(isWhole ? [] : [caution('shards-not-whole', null, { of, missing, endedEarly })]),
    // One that is off would be beside the others, in another slot. One clock alone is beside none.
    ...(clockUnknown.length === 0 || of === 1
      ? []
      : [caution('shard-clocks-unknown', null, { of, shards: clockUnknown })]),
  ];
}
