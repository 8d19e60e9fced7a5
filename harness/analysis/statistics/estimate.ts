import type { Interval } from '../../model/findings/findings.js';
import { deviationOf, meanOf } from './statistics.js';
import { studentTQuantile } from './student-t.js';

/** One number of one block. */
export interface BlockValue {
  readonly invocation: number;
  readonly value: number;
}

export interface Estimate {
  readonly mean: number;
  /** Null below two values. */
  readonly spread: Spread | null;
}

export interface Spread {
  readonly standardError: number;
  readonly degrees: number;
  /** Half of the interval: t quantile x standard error. */
  readonly halfWidth: number;
}

/**
 * The mean of block values and its spread, at the level of blocks or of invocation means, whichever is wider.
 * Null without values; `level` between 0 and 1. The rule is STATISTICS 1.4, after Kalibera and Jones (ISMM 2013).
 */
export function estimate(values: readonly BlockValue[], level = 0.95): Estimate | null {
  if (values.length === 0) return null;
  const numbers = values.map((one) => one.value);
  const byBlock = spreadOf(numbers, level);
  const byInvocation = spreadOf(invocationMeans(values), level);
  const wider = byInvocation !== null && byInvocation.halfWidth > (byBlock?.halfWidth ?? 0) ? byInvocation : byBlock;
  return { mean: meanOf(numbers), spread: wider };
}

/** The mean of the block values of each invocation, in order of first appearance. */
export function invocationMeans(values: readonly BlockValue[]): number[] {
  const groups = new Map<number, number[]>();
  for (const { invocation, value } of values) groups.set(invocation, [...(groups.get(invocation) ?? []), value]);
  return [...groups.values()].map(meanOf);
}

/** Student's t spread of independent values; null below two. */
function spreadOf(values: readonly number[], level: number): Spread | null {
  if (values.length < 2) return null;
  const degrees = values.length - 1;
  const standardError = deviationOf(values) / Math.sqrt(values.length);
  return { standardError, degrees, halfWidth: studentTQuantile((1 + level) / 2, degrees) * standardError };
}

/** The interval of an estimate on its own scale. */
export function intervalOf({ mean, spread }: Estimate): Interval {
  if (spread === null) return { mean, low: null, high: null };
  return { mean, low: mean - spread.halfWidth, high: mean + spread.halfWidth };
}

/** Each number of an interval through an increasing function, for example from logarithms to relative changes. */
export function mapInterval({ mean, low, high }: Interval, increasing: (value: number) => number): Interval {
  return {
    mean: increasing(mean),
    low: low === null ? null : increasing(low),
    high: high === null ? null : increasing(high),
  };
}
