import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { incompleteBeta, studentTCdf, studentTQuantile } from './student-t.js';

/** Two-sided 95 % critical values, df 1 to 29, of the printed tables. */
const TABLE_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045,
];

const close = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);

describe('the quantile of Student t', () => {
  it('agrees with the printed table for 1 to 29 degrees of freedom', () => {
    for (const [index, expected] of TABLE_975.entries()) close(studentTQuantile(0.975, index + 1), expected, 5.1e-4);
  });

  it('agrees with the closed forms of 1 and 2 degrees of freedom', () => {
    for (const p of [0.6, 0.9, 0.975, 0.9995]) {
      const a = 4 * p * (1 - p);
      close(studentTQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5)), 1, 1e-9);
      close(studentTQuantile(p, 2) / (2 * (p - 0.5) * Math.sqrt(2 / a)), 1, 1e-9);
    }
  });

  it('comes near the normal quantile for many degrees of freedom', () => {
    close(studentTQuantile(0.975, 1000), 1.962339, 1e-6);
    close(studentTQuantile(0.975, 1e5), 1.959988, 1e-6);
    close(studentTQuantile(0.995, 120), 2.617421, 1e-6);
  });

  it('is antisymmetric, inverts the CDF, and takes fractional degrees', () => {
    assert.equal(studentTQuantile(0.5, 7), 0);
    close(studentTQuantile(0.05, 7), -studentTQuantile(0.95, 7), 1e-12);
    for (const degrees of [1.5, 3.7, 11, 42.2]) close(studentTCdf(studentTQuantile(0.9, degrees), degrees), 0.9, 1e-10);
  });

  it('refuses probabilities outside of (0, 1)', () => {
    for (const p of [0, 1, -0.1, Number.NaN]) assert.throws(() => studentTQuantile(p, 3), RangeError);
  });
});

describe('the CDF of Student t', () => {
  it('agrees with the Cauchy distribution at 1 degree of freedom', () => {
    for (const t of [-30, -1, 0, 0.3, 1, 12.706]) close(studentTCdf(t, 1), 0.5 + Math.atan(t) / Math.PI, 1e-12);
  });
});

describe('the incomplete beta function', () => {
  it('agrees with its polynomial cases', () => {
    close(incompleteBeta(0.3, 1, 1), 0.3, 1e-12);
    close(incompleteBeta(0.3, 2, 1), 0.09, 1e-12);
    close(incompleteBeta(0.7, 1, 3), 1 - 0.3 ** 3, 1e-12);
    assert.equal(incompleteBeta(0, 2, 3), 0);
    assert.equal(incompleteBeta(1, 2, 3), 1);
  });
});
