import {
  ENOUGH_INVOCATIONS,
  MOST_ADVISED_INVOCATIONS,
  MOST_BLOCKS,
  runDurationMs,
} from '../../model/run/design-size.js';
import type { Workload } from '../../model/workload/workload.js';
import { TOLERANCE } from '../statistics/contrast.js';
import { type BlockValue, invocationMeans } from '../statistics/estimate.js';
import { blocksNeeded } from '../statistics/intervals.js';
import { deviationOf, meanOf } from '../statistics/statistics.js';
import { logRatios, type Pair } from './pairs.js';

/** A run that would tell, as the same workload with more invocations. */
export interface MoreRuns {
  /** Of which the old ones are part; null where even the most would not tell. */
  readonly invocations: number | null;
  /** Per invocation. */
  readonly blocks: number;
  /** About what they take; of the most invocations where even those would not tell. */
  readonly minutes: number;
}

/** The fewest that can tell anything of times. */
export function enoughRuns(workload: Workload): MoreRuns {
  return runs(workload, ENOUGH_INVOCATIONS);
}

/** What would decide a contrast that neither claims a change nor proves that there is none, where its mean stays. */
export function runsForContrast(pairs: readonly Pair[], workload: Workload): MoreRuns {
  const ratios = logRatios(pairs);
  if (ratios.length === 0) return enoughRuns(workload);
  const change = Math.abs(meanOf(ratios.map((one) => one.value)));
  // Away from zero, or within the tolerance: the nearer of both.
  return runsToNarrow(ratios, Math.max(change, Math.log1p(TOLERANCE) - change), workload);
}

/** What would bring the half-width of the interval of a mean down to `halfWidth`, for the noise of these values. */
export function runsToNarrow(values: readonly BlockValue[], halfWidth: number, workload: Workload): MoreRuns {
  const means = invocationMeans(values);
  if (means.length < 2) return enoughRuns(workload);
  if (!(halfWidth > 0)) return runs(workload, null);
  const invocations = Math.max(ENOUGH_INVOCATIONS, means.length + 1, blocksNeeded(deviationOf(means), halfWidth));
  const inAll = blocksNeeded(deviationOf(values.map((one) => one.value)), halfWidth);
  if (invocations > MOST_ADVISED_INVOCATIONS) return runs(workload, null);
  const planned = workload.design.blocks;
  const enough = Math.min(MOST_ADVISED_INVOCATIONS, Math.max(invocations, Math.ceil(inAll / planned)));
  const blocks = Math.max(planned, 2 * Math.ceil(inAll / enough / 2));
  return blocks > MOST_BLOCKS ? runs(workload, null) : runs(workload, enough, blocks);
}

function runs(workload: Workload, invocations: number | null, blocks = workload.design.blocks): MoreRuns {
  const most = invocations ?? MOST_ADVISED_INVOCATIONS;
  return { invocations, blocks, minutes: runDurationMs(workload, most, most * blocks) / 60_000 };
}
