import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normal, seededRandom } from '../../model/random.js';
import type { BlockValue } from './estimate.js';
import { blocksNeeded, welchLogRatio } from './intervals.js';

const close = (actual: number | null | undefined, expected: number, within = 1e-6) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= within, `${actual} is not ${expected}`);

/** An invocation each. */
const blocks = (values: readonly number[]): BlockValue[] => values.map((value, invocation) => ({ invocation, value }));

describe('the Welch interval of a log ratio', () => {
  it('gives the textbook answer', () => {
    // The two groups of the sleep data: difference 1.58, 95 % interval -0.2055 to 3.3655 (R: t.test(extra ~ group)).
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2].map(Math.exp);
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4].map(Math.exp);
    const interval = welchLogRatio(blocks(first), blocks(second));
    close(Math.log1p(interval!.mean), 1.58);
    close(Math.log1p(interval!.low!), -0.2054832, 1e-6);
    close(Math.log1p(interval!.high!), 3.3654832, 1e-6);
  });

  it('says what it can of few values', () => {
    const ratio = (a: readonly number[], b: readonly number[]) => welchLogRatio(blocks(a), blocks(b));
    assert.deepEqual(ratio([2], [2, 2]), { mean: 0, low: null, high: null });
    assert.deepEqual(ratio([2, 2], [2, 2]), { mean: 0, low: 0, high: 0 });
    assert.equal(ratio([], [1, 2]), null);
    assert.equal(ratio([1, 2], [0, 0]), null);
  });

  it('covers the truth in 93 to 97 % of 2000 experiments of unequal spread', () => {
    const random = seededRandom(12);
    const values = (count: number, spread: number) =>
      blocks(Array.from({ length: count }, () => Math.exp(spread * normal(random))));
    const covered = Array.from({ length: 2000 }, () => {
      const interval = welchLogRatio(values(8, 0.1), values(12, 0.3));
      return interval!.low! <= 0 && 0 <= interval!.high!;
    }).filter(Boolean).length;
    assert.ok(covered >= 1860 && covered <= 1940, `covered ${covered} of 2000`);
  });

  it('covers the truth although every invocation has an offset of its own', () => {
    const random = seededRandom(13);
    const values = () =>
      [0, 1, 2].flatMap((invocation) => {
        const offset = 0.05 * normal(random);
        return Array.from({ length: 8 }, () => ({ invocation, value: Math.exp(offset + 0.02 * normal(random)) }));
      });
    const covered = Array.from({ length: 400 }, () => {
      const interval = welchLogRatio(values(), values());
      return interval!.low! <= 0 && 0 <= interval!.high!;
    }).filter(Boolean).length;
    assert.ok(covered >= 372, `covered ${covered} of 400`);
  });
});

describe('the number of blocks needed', () => {
  it('agrees with what was computed for a deviation of 12 %', () => {
    for (const [width, blocks] of [
      [0.1, 9],
      [0.05, 25],
      [0.03, 64],
      [0.02, 141],
    ] as const) {
      assert.equal(blocksNeeded(0.12, width), blocks);
    }
    assert.equal(blocksNeeded(0, 0.05), 2);
  });
});
