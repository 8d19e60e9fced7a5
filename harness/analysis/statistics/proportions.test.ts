import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../model/random.js';
import { type Share, surelyAbove } from './proportions.js';

const CERTAINTY = { margin: 0, chance: 0.01 };

/** Slots of a pool in which a stall, now and then, lets requests overlap: each of them opens a connection at once. */
function burstySlots(random: () => number, slots: number): Share[] {
  return Array.from({ length: slots }, () => ({
    count: 1 + (random() < 0.35 ? Math.floor(random() * 12) : 0),
    of: 340,
  }));
}

test('of equal pools with bursts, one comparison in a hundred at most says that it is surely above', () => {
  const random = seededRandom(11);
  const wrong = Array.from({ length: 2000 }, () =>
    surelyAbove(burstySlots(random, 6), burstySlots(random, 6), CERTAINTY),
  ).filter(Boolean);
  assert.ok(wrong.length <= 20, `${wrong.length} of 2000`);
});

test('what is more in every slot is surely above, and what a few requests did may be chance', () => {
  const each = (count: number): Share[] => Array.from({ length: 6 }, () => ({ count, of: 340 }));
  assert.equal(surelyAbove(each(8), each(1), CERTAINTY), true);
  assert.equal(surelyAbove(each(2), each(1), CERTAINTY), false);
  assert.equal(surelyAbove([{ count: 1, of: 60 }], [{ count: 0, of: 60 }], CERTAINTY), false);
  assert.equal(surelyAbove([{ count: 60, of: 60 }], [{ count: 1, of: 60 }], CERTAINTY), true);
});

test('of two slots a loss of nearly everything is seen', () => {
  const of = 340;
  const [lost, kept] = [
    [300, 340],
    [5, 5],
  ].map((counts) => counts.map((count) => ({ count, of })));
  assert.equal(surelyAbove(lost!, kept!, CERTAINTY), true);
  assert.equal(surelyAbove(kept!, lost!, CERTAINTY), false);
});

test('requests that do it several times each have no spread where all of them do, and the spread of some where some do', () => {
  const share = (count: number): Share[] => [{ count, of: 1000 }];
  assert.equal(surelyAbove(share(2000), share(1900), CERTAINTY), true);
  assert.equal(surelyAbove(share(1530), share(1500), CERTAINTY), false);
  assert.equal(surelyAbove(share(1600), share(1500), CERTAINTY), true);
});
