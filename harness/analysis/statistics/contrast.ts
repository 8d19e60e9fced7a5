import type { ContrastVerdict, Interval } from '../../model/findings/findings.js';

export interface Contrast {
  /** Relative change in the bad direction, 0.1 for 10 % more: its 95 % interval, or a wider one of several contrasts. */
  readonly change: Interval;
  /** The interval of the same change that proves equivalence: 90 %, two one-sided tests. */
  readonly narrower: Interval;
  /** The change in the unit of the value, at the level of `change`. */
  readonly difference: Interval;
}

/** Relative: a change within 5 % either way is no change. */
export const TOLERANCE = 0.05;

/**
 * What may be said of a change in the bad direction; `tolerance` is relative. A difference is claimed where the ratio and
 * the difference in the value's own unit both exclude zero, so that no row of a report contradicts the next.
 * The grid is that of two one-sided tests (Lakens 2017) with a tolerance, as Criterion and Pinpoint have it: `docs/method.md`.
 */
export function contrastVerdict({ change, narrower, difference }: Contrast, tolerance = TOLERANCE): ContrastVerdict {
  if (!isBounded(change) || !isBounded(narrower) || !isBounded(difference)) return 'no data';
  // On the log scale the tolerance is symmetric: +5 % and its inverse, -4.76 %.
  const [most, least] = [tolerance, 1 / (1 + tolerance) - 1];
  const differs = difference.low > 0 || difference.high < 0;
  if (differs && change.low > most) return 'regressed';
  if (differs && change.high < least) return 'improved';
  if (narrower.low > least && narrower.high < most) return 'no change';
  if (differs && change.low > 0) return 'worse, size unclear';
  if (differs && change.high < 0) return 'better, size unclear';
  return 'inconclusive';
}

type Bounded = Interval & { readonly low: number; readonly high: number };

function isBounded(interval: Interval): interval is Bounded {
  return interval.low !== null && interval.high !== null;
}
