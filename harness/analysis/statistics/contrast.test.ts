import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Interval } from '../../model/findings/findings.js';
import { contrastVerdict } from './contrast.js';

/** Percent; the narrower interval is taken as five sixths of the other. */
function verdict(lowPercent: number, highPercent: number, difference?: Interval): string {
  const mean = (lowPercent + highPercent) / 200;
  const reach = (highPercent - lowPercent) / 200;
  const interval = (width: number) => ({ mean, low: mean - width, high: mean + width });
  const change = interval(reach);
  return contrastVerdict({ change, narrower: interval((reach * 5) / 6), difference: difference ?? change });
}

describe('the verdict of a contrast', () => {
  for (const [low, high, expected] of [
    [6, 20, 'regressed'],
    [1, 20, 'worse, size unclear'],
    [-20, -6, 'improved'],
    [-20, -1, 'better, size unclear'],
    [-4, 4, 'no change'],
    [-5.2, 5.2, 'no change'],
    [1, 4, 'no change'],
    [-10, 10, 'inconclusive'],
    [-1, 20, 'inconclusive'],
    [0, 0, 'no change'],
  ] as const) {
    it(`is "${expected}" between ${low} and ${high} %`, () => assert.equal(verdict(low, high), expected));
  }

  it('is "no data" without an interval', () => {
    const none = { mean: 0.5, low: null, high: null };
    assert.equal(contrastVerdict({ change: none, narrower: none, difference: none }), 'no data');
  });

  it('claims nothing where the difference in its own unit may be none', () => {
    const around = { mean: 8, low: -1, high: 17 };
    assert.equal(verdict(6, 20, around), 'inconclusive');
    assert.equal(verdict(-20, -1, around), 'inconclusive');
    assert.equal(verdict(-4, 4, around), 'no change');
  });

  it('follows its tolerance', () => {
    const change = { mean: 0.1, low: 0.08, high: 0.12 };
    assert.equal(contrastVerdict({ change, narrower: change, difference: change }, 0.15), 'no change');
  });
});
