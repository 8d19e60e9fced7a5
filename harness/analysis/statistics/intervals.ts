import type { Interval } from '../../model/findings/findings.js';
import { type BlockValue, estimate, mapInterval, type Spread } from './estimate.js';
import { studentTQuantile } from './student-t.js';

/**
 * The relative change from `a` to `b` where nothing pairs them, as 0.1 for 10 % more; null where either has no value.
 * Welch's interval of the difference of mean logarithms, with Satterthwaite's degrees of freedom, each side at the level
 * of its invocations.
 */
export function welchLogRatio(a: readonly BlockValue[], b: readonly BlockValue[], level = 0.95): Interval | null {
  const [from, to] = [estimate(logarithms(a), level), estimate(logarithms(b), level)];
  if (from === null || to === null) return null;
  const mean = to.mean - from.mean;
  if (from.spread === null || to.spread === null) return { mean: Math.expm1(mean), low: null, high: null };
  const halfWidth = welchHalfWidth(from.spread, to.spread, level);
  return mapInterval({ mean, low: mean - halfWidth, high: mean + halfWidth }, Math.expm1);
}

function welchHalfWidth(a: Spread, b: Spread, level: number): number {
  const [u, v] = [a.standardError ** 2, b.standardError ** 2];
  if (u + v === 0) return 0;
  const degrees = (u + v) ** 2 / (u ** 2 / a.degrees + v ** 2 / b.degrees);
  return studentTQuantile((1 + level) / 2, degrees) * Math.sqrt(u + v);
}

function logarithms(values: readonly BlockValue[]): BlockValue[] {
  return values.flatMap((one) => (one.value > 0 ? [{ ...one, value: Math.log(one.value) }] : []));
}

/**
 * How many blocks, or invocations, bring the 95 % half-width of a log ratio down to `halfWidth`, for a deviation between them.
 * Iterated `n = ceil((t s / w)^2)`; at least 2, and Infinity above 10,000.
 */
export function blocksNeeded(deviation: number, halfWidth: number): number {
  const isEnough = (count: number) => studentTQuantile(0.975, count - 1) * (deviation / Math.sqrt(count)) <= halfWidth;
  let count = Math.max(2, Math.floor((1.96 * deviation) / halfWidth) ** 2);
  if (count > 10_000) return Number.POSITIVE_INFINITY;
  while (!isEnough(count)) count += 1;
  return count;
}
