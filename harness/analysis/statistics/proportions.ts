import { studentTQuantile } from './student-t.js';

/** How often something happened in one slot, out of how many requests. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

export interface Certainty {
  /** The smallest difference of the two shares that matters, 0 to 1. */
  readonly margin: number;
  /** How often chance alone may bring about the answer yes, 0 to 1. */
  readonly chance: number;
}

/** With one degree nothing is ever sure, not even all requests in place of none; a share, which is bounded, is known better. */
const FEWEST_DEGREES = 3;

/** So many degrees of freedom make Student's t a normal distribution. */
const NORMAL = 1e6;

/** A share of requests over several slots. */
export interface ShareEstimate {
  readonly share: number;
  readonly variance: number;
  /** Of freedom of the variance. */
  readonly degrees: number;
}

/**
 * Whether the share of `head` exceeds that of `base` by more than a margin, and by more than chance makes of it.
 * Wald's interval of a difference with a success and a failure added to each side, which holds for a handful of trials
 * (Agresti and Caffo 2000), or with the spread between slots where that is wider, because what happens comes in bursts:
 * of so few slots it is Student's t (Welch 1947).
 */
export function surelyAbove(head: readonly Share[], base: readonly Share[], { margin, chance }: Certainty): boolean {
  const [to, from] = [estimateShare(head), estimateShare(base)];
  if (to.share - from.share <= margin) return false;
  const variance = to.variance + from.variance;
  const degrees = variance ** 2 / (to.variance ** 2 / to.degrees + from.variance ** 2 / from.degrees);
  const quantile = studentTQuantile(1 - chance, variance === 0 ? NORMAL : degrees);
  return (to.share - from.share - margin) / Math.sqrt(variance) > quantile;
}

/** With a success and a failure added; the variance is binomial, or that between slots where it is wider. */
export function estimateShare(slots: readonly Share[]): ShareEstimate {
  const count = slots.reduce((sum, slot) => sum + slot.count, 0) + 1;
  const of = slots.reduce((sum, slot) => sum + slot.of, 0) + 2;
  const share = count / of;
  // Where each request may do it more than once: as often as there are whole ones in the share.
  const each = Math.max(1, Math.ceil(share));
  const binomial = (share * (1 - share / each)) / of;
  const between = varianceBetween(slots);
  if (between <= binomial) return { share, variance: binomial, degrees: NORMAL };
  return { share, variance: between, degrees: Math.max(FEWEST_DEGREES, slots.length - 1) };
}

/** Of the ratio of sums; 0 where there is no second slot to tell. */
function varianceBetween(slots: readonly Share[]): number {
  const of = slots.reduce((sum, slot) => sum + slot.of, 0);
  if (slots.length < 2 || of === 0) return 0;
  const share = slots.reduce((sum, slot) => sum + slot.count, 0) / of;
  const squares = slots.reduce((sum, slot) => sum + (slot.count - share * slot.of) ** 2, 0);
  return (squares / of ** 2) * (slots.length / (slots.length - 1));
}
