import { TOLERANCE } from '../statistics/contrast.js';
import { estimate, invocationMeans } from '../statistics/estimate.js';
import { blocksNeeded } from '../statistics/intervals.js';
import { deviationOf } from '../statistics/statistics.js';
import { logRatios, type Pair } from './pairs.js';

/** What would narrow the interval of a change to the tolerance. */
export interface MoreToTell {
  /** More of what made it wide; null where nothing tells. */
  readonly unit: 'blocks' | 'invocations' | null;
  /** So many in all; null where there are as many already. */
  readonly needed: number | null;
  readonly tolerance: number;
}

export function moreToTell(pairs: readonly Pair[]): MoreToTell {
  const ratios = logRatios(pairs);
  const degrees = estimate(ratios)?.spread?.degrees ?? null;
  if (degrees === null) return { unit: null, needed: null, tolerance: TOLERANCE };
  // Fewer degrees than blocks have are those of the invocations.
  const isByBlock = degrees === ratios.length - 1;
  const values = isByBlock ? ratios.map((one) => one.value) : invocationMeans(ratios);
  const needed = blocksNeeded(deviationOf(values), TOLERANCE);
  return {
    unit: isByBlock ? 'blocks' : 'invocations',
    needed: needed > values.length ? needed : null,
    tolerance: TOLERANCE,
  };
}
