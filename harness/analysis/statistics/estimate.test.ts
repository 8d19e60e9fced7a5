import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normal, seededRandom } from '../../model/random.js';
import { type BlockValue, chanceOf, estimate, intervalOf, invocationMeans } from './estimate.js';

const values = (groups: readonly (readonly number[])[]): BlockValue[] =>
  groups.flatMap((group, invocation) => group.map((value) => ({ invocation, value })));

describe('the two-level estimate', () => {
  it('takes the level of invocations, however many blocks each has: they share its processes', () => {
    const groups = [
      [1, 3, 1, 3],
      [3, 1, 3, 2],
      [1, 3, 3, 1],
    ];
    assert.equal(estimate(values(groups))?.spread?.degrees, 2);
  });

  it('takes the level of invocations where they differ', () => {
    const found = estimate(
      values([
        [1, 1, 1, 1],
        [2, 2, 2, 2],
        [3, 3, 3, 3],
      ]),
    )!;
    assert.equal(found.spread?.degrees, 2);
    assert.equal(found.mean, 2);
    assert.ok(Math.abs(found.spread!.halfWidth - 4.302653 / Math.sqrt(3)) < 1e-5);
  });

  it('has no spread in a single invocation: how much the next one differs is not known', () => {
    const { mean, spread } = estimate(values([[1, 2, 4, 5]]))!;
    assert.deepEqual([mean, spread, chanceOf(values([[1, 2, 4, 5]]))], [3, null, null]);
  });

  it('gives the chance that its interval is drawn from', () => {
    for (const groups of [
      [
        [1, 3, 1, 3],
        [3, 1, 3, 2],
      ],
      [
        [1, 1],
        [2, 2.1],
        [3, 3],
      ],
    ]) {
      const chance = chanceOf(values(groups))!;
      const { low } = intervalOf(estimate(values(groups), 1 - chance)!);
      assert.ok(Math.abs(low!) < 1e-6, `${low} at ${chance}`);
    }
    assert.deepEqual([chanceOf(values([[2], [2]])), chanceOf(values([[0], [0]]))], [0, 1]);
  });

  it('gives the textbook answer', () => {
    const SLEEP = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    // Sleep data of Student (1908), differences: mean 1.58, 95 % interval 0.7001 to 2.4599.
    const { mean, low, high } = intervalOf(estimate(values(SLEEP.map((one) => [one])))!);
    for (const [actual, expected] of [
      [mean, 1.58],
      [low, 0.7001142],
      [high, 2.4598858],
    ] as const) {
      assert.ok(Math.abs(actual! - expected) < 1e-6, `${actual} is not ${expected}`);
    }
  });

  it('says null where there is no answer', () => {
    assert.equal(estimate([]), null);
    assert.deepEqual(intervalOf(estimate(values([[4]]))!), { mean: 4, low: null, high: null });
  });

  it('weighs invocations alike, also where one has lost blocks', () => {
    const uneven = values([[1, 2], [6]]);
    assert.equal(estimate(uneven)?.mean, 3.75);
    assert.deepEqual(invocationMeans(uneven), [1.5, 6]);
  });

  it('covers the truth although every invocation has an offset of its own, where blocks alone do not', () => {
    const random = seededRandom(21);
    let both = 0;
    let blocksOnly = 0;
    for (let experiment = 0; experiment < 1000; experiment += 1) {
      const drawn = values(
        [0, 1, 2, 3].map(() => {
          const offset = 0.1 * normal(random);
          return [0, 1, 2, 3].map(() => offset + 0.05 * normal(random));
        }),
      );
      const covers = (list: readonly BlockValue[]) => {
        const { low, high } = intervalOf(estimate(list)!);
        return low! <= 0 && 0 <= high!;
      };
      if (covers(drawn)) both += 1;
      if (covers(drawn.map((one, block) => ({ ...one, invocation: block })))) blocksOnly += 1;
    }
    assert.ok(both >= 930, `two levels covered ${both} of 1000`);
    assert.ok(blocksOnly <= 800, `blocks alone covered ${blocksOnly} of 1000`);
  });
});
