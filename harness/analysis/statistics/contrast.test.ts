import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contrastVerdict } from './contrast.js';

/** Percent; the 90 % interval is taken as five sixths of the 95 % one. */
function verdict(lowPercent: number, highPercent: number, blocks = 12): string {
  const mean = (lowPercent + highPercent) / 200;
  const reach = (highPercent - lowPercent) / 200;
  const interval = (width: number) => ({ mean, low: mean - width, high: mean + width });
  return contrastVerdict({ change95: interval(reach), change90: interval((reach * 5) / 6), blocks });
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

  it('is "no data" below six blocks and without an interval', () => {
    assert.equal(verdict(6, 20, 5), 'no data');
    assert.equal(verdict(6, 20, 6), 'regressed');
    const none = { mean: 0.5, low: null, high: null };
    assert.equal(contrastVerdict({ change95: none, change90: none, blocks: 12 }), 'no data');
  });

  it('follows its tolerance', () => {
    const change = { mean: 0.1, low: 0.08, high: 0.12 };
    assert.equal(contrastVerdict({ change95: change, change90: change, blocks: 12 }, 0.15), 'no change');
  });
});
