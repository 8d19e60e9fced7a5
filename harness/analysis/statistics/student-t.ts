import { logGamma } from './statistics.js';

/**
 * Probability that Student's t with `degrees` of freedom is at most `t`.
 * 0 to 1; degrees above 0, whole or not. By the incomplete beta function (Abramowitz & Stegun 26.7.1).
 */
export function studentTCdf(t: number, degrees: number): number {
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/**
 * The value that Student's t stays below with this probability, by Newton's method in the upper half.
 * `probability` strictly between 0 and 1; throws a RangeError otherwise.
 */
export function studentTQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1 && degrees > 0)) {
    throw new RangeError(`no t quantile for probability ${probability} and ${degrees} degrees of freedom`);
  }
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -studentTQuantile(1 - probability, degrees);
  const key = `${probability} ${degrees}`;
  const quantile = QUANTILES.get(key) ?? upperQuantile(probability, degrees);
  if (QUANTILES.size >= MOST_KEPT) QUANTILES.clear();
  QUANTILES.set(key, quantile);
  return quantile;
}

/** An analysis asks for a few quantiles thousands of times: its levels, by as many degrees as it has blocks or invocations. */
const QUANTILES = new Map<string, number>();
const MOST_KEPT = 1000;
/** Each step at least doubles what lies beyond the bulk; what goes on for longer is the noise of the last digit. */
const MOST_STEPS = 200;

/** Above the median the CDF is concave, so every step from 0 on stays below the quantile, until digits run out. */
function upperQuantile(probability: number, degrees: number): number {
  const density = densityOf(degrees);
  let t = 0;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const step = (probability - studentTCdf(t, degrees)) / density(t);
    t = Math.max(0, t + step);
    if (step <= 1e-14 * t) break;
  }
  return t;
}

function densityOf(degrees: number): (t: number) => number {
  const front = Math.exp(logGamma((degrees + 1) / 2) - logGamma(degrees / 2)) / Math.sqrt(degrees * Math.PI);
  return (t) => front * (1 + (t * t) / degrees) ** (-(degrees + 1) / 2);
}

/** The regularised incomplete beta function I_x(a, b), 0 <= x <= 1. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges quickly only on this side; the other side is its mirror image.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const TINY = 1e-300;

/** The continued fraction of the incomplete beta function, by Lentz's method (Numerical Recipes 6.4). */
function betaFraction(x: number, a: number, b: number): number {
  const awayFromZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 2000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}
