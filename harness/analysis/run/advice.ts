import { TOLERANCE } from '../statistics/contrast.js';
import { estimate, invocationMeans } from '../statistics/estimate.js';
import { blocksNeeded } from '../statistics/intervals.js';
import { deviationOf } from '../statistics/statistics.js';
import { logRatios, type Pair } from './pairs.js';

/** What would narrow the interval of the change to 5 % either way: more of what made it wide. */
export function moreToTell(pairs: readonly Pair[]): string {
  const ratios = logRatios(pairs);
  const degrees = estimate(ratios)?.spread?.degrees ?? null;
  if (degrees === null) return 'run more blocks';
  // Fewer degrees than blocks have are those of the invocations.
  if (degrees === ratios.length - 1)
    return more(
      'blocks',
      ratios.map((one) => one.value),
    );
  return `${more('invocations', invocationMeans(ratios))}, as processes differ more than their blocks`;
}

function more(what: string, values: readonly number[]): string {
  const needed = blocksNeeded(deviationOf(values), TOLERANCE);
  return needed > values.length ? `about ${needed} ${what} would tell ${100 * TOLERANCE} %` : `run more ${what}`;
}
