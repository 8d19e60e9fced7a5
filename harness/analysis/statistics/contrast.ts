import type { ContrastVerdict, Interval } from '../../model/findings/findings.js';

export interface Contrast {
  /** Relative change in the bad direction, 0.1 for 10 % more: its 95 % interval. */
  readonly change95: Interval;
  /** The 90 % interval of the same change, which proves equivalence (two one-sided tests). */
  readonly change90: Interval;
  readonly blocks: number;
}

/** Relative: a change within 5 % either way is no change. */
export const TOLERANCE = 0.05;

/** Below six blocks no exact 95 % interval exists: 2 / 2^5 is above 0.05 (STATISTICS 2.4). */
export const FEWEST_BLOCKS = 6;

/** The verdict of STATISTICS 2.6 on a change in the bad direction; `tolerance` is relative. */
export function contrastVerdict({ change95, change90, blocks }: Contrast, tolerance = TOLERANCE): ContrastVerdict {
  const [low, high] = [change95.low, change95.high];
  const [low90, high90] = [change90.low, change90.high];
  if (blocks < FEWEST_BLOCKS || low === null || high === null || low90 === null || high90 === null) return 'no data';
  // On the log scale the tolerance is symmetric: +5 % and its inverse, -4.76 %.
  const [most, least] = [tolerance, 1 / (1 + tolerance) - 1];
  if (low > most) return 'regressed';
  if (high < least) return 'improved';
  if (low90 > least && high90 < most) return 'no change';
  if (low > 0) return 'worse, size unclear';
  if (high < 0) return 'better, size unclear';
  return 'inconclusive';
}
