import type { Run } from '../../model/run/run.js';
import { countsWithin, percentileText, readHistogram } from '../../tally/histogram.js';
import { mergeTallies } from '../../tally/tally.js';
import { slotsOf, sortBlocks } from './blocks.js';
import { requestNames } from './evidence.js';

/** All times of a policy, or of its requests of one name, over the valid slots. */
export interface TimeDistribution {
  readonly policy: string;
  /** Null for all of its requests. */
  readonly request: string | null;
  /** From the intended send, or from the actual one. */
  readonly time: 'response' | 'service';
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
  /** The percentiles as HdrHistogram prints them, milliseconds. */
  percentiles(): string;
  /** How many are at most each bound and above the one before it, and last how many are above all of them. */
  countsWithin(boundsMs: readonly number[]): readonly number[];
}

/** Those in which something was measured, in the order of the workload; response times also by the name of the request, where there are several. */
export function distributionsOf(run: Run): TimeDistribution[] {
  const { valid } = sortBlocks(run);
  const names = requestNames(run.plan.workload.requests);
  return run.plan.arms.flatMap(({ name: policy }) => {
    const tally = mergeTallies(slotsOf(valid, policy).map((slot) => slot.tally));
    const rows = names.length > 1 ? (tally.byRequest ?? []) : [];
    return [
      ...distribution(policy, null, 'response', tally.responseTimeUs),
      ...distribution(policy, null, 'service', tally.serviceTimeUs),
      ...rows.flatMap((row, place) => distribution(policy, names[place]!, 'response', row.responseTimeUs)),
    ];
  });
}

const US_PER_MS = 1000;

function distribution(
  policy: string,
  request: string | null,
  time: TimeDistribution['time'],
  encoded: string,
): TimeDistribution[] {
  const read = readHistogram(encoded);
  if (read === null) return [];
  return [
    {
      policy,
      request,
      time,
      count: read.count,
      meanMs: read.meanUs / US_PER_MS,
      maxMs: read.maxUs / US_PER_MS,
      percentiles: () => percentileText(encoded, US_PER_MS),
      countsWithin: (boundsMs) =>
        countsWithin(
          encoded,
          boundsMs.map((bound) => bound * US_PER_MS),
        ),
    },
  ];
}
