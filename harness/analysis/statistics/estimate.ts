import type { Interval } from '../../model/findings/findings.js';
import { deviationOf, meanOf } from './statistics.js';
import { studentTCdf, studentTQuantile } from './student-t.js';

/** One number of one block. */
export interface BlockValue {
  readonly invocation: number;
  readonly value: number;
}

export interface Estimate {
  readonly mean: number;
  /** Null below two invocations: what differs from process to process cannot be told from one. */
  readonly spread: Spread | null;
}

export interface Spread {
  readonly standardError: number;
  readonly degrees: number;
  /** Half of the interval: t quantile x standard error. */
  readonly halfWidth: number;
}

/**
 * The mean of block values and its spread, at the level of invocation means. Null without values; `level` between 0 and 1.
 * Repetition stands where the noise enters, after Kalibera and Jones (ISMM 2013): blocks of one invocation share their
 * processes, so that they are not repetitions. `docs/method.md` has how often it covers what is so.
 */
export function estimate(values: readonly BlockValue[], level = 0.95): Estimate | null {
  if (values.length === 0) return null;
  const means = invocationMeans(values);
  if (means.length < 2) return { mean: meanOf(means), spread: null };
  return { mean: meanOf(means), spread: spreadOf(means, level) };
}

/** The mean of the block values of each invocation, in order of first appearance. */
export function invocationMeans(values: readonly BlockValue[]): number[] {
  const groups = new Map<number, number[]>();
  for (const { invocation, value } of values) {
    const group = groups.get(invocation);
    if (group === undefined) groups.set(invocation, [value]);
    else group.push(value);
  }
  return [...groups.values()].map(meanOf);
}

/** The probability of a mean as far from zero where the truth is zero, two-sided; null where there is no interval. */
export function chanceOf(values: readonly BlockValue[]): number | null {
  const means = invocationMeans(values);
  if (means.length < 2) return null;
  return tailsOf(means);
}

function tailsOf(values: readonly number[]): number {
  const { standardError, degrees } = spreadOf(values, 0.95);
  const mean = Math.abs(meanOf(values));
  if (standardError === 0) return mean === 0 ? 1 : 0;
  return 2 * (1 - studentTCdf(mean / standardError, degrees));
}

/** Student's t spread of at least two independent values. */
function spreadOf(values: readonly number[], level: number): Spread {
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
