import { gammaln, linearRegression, mean, sampleStandardDeviation } from 'simple-statistics';

/** The only file that knows the statistics library, and all that is taken from it. */

/** Arithmetic mean; throws on an empty list. */
export const meanOf = (values: readonly number[]): number => mean([...values]);

/** Sample standard deviation (n - 1); throws below two values. */
export const deviationOf = (values: readonly number[]): number => sampleStandardDeviation([...values]);

/** Natural logarithm of the gamma function. */
export const logGamma = (x: number): number => gammaln(x);

/** Least-squares line through points of two coordinates; throws below two of them. */
export const lineThrough = (
  points: readonly (readonly [x: number, y: number])[],
): { slope: number; intercept: number } => {
  const { m, b } = linearRegression(points.map(([x, y]) => [x, y]));
  return { slope: m, intercept: b };
};

/** Least-squares slope of the values on 0, 1, 2...; throws below two values. */
export const slopeOf = (values: readonly number[]): number =>
  linearRegression(values.map((value, index) => [index, value])).m;
