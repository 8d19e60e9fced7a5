import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bisect, type Probed } from './bisection.js';

/** Probes a way of `count` steps that is bad from `bad` on, and gives what was found and how many steps it took. */
async function found(count: number, bad: number, broken: readonly number[] = []) {
  const probed: number[] = [];
  const probe = async (index: number): Promise<Probed> => {
    assert.ok(!probed.includes(index), 'nothing is measured twice');
    probed.push(index);
    if (broken.includes(index)) return 'skipped';
    return index >= bad ? 'bad' : 'good';
  };
  return { ...(await bisect(count, probe)), probes: probed.length };
}

test('every first bad step is found, in as many probes as halving takes', async () => {
  for (const count of [1, 2, 3, 10, 33, 100]) {
    for (let bad = 0; bad < count; bad += 1) {
      const { firstBad, lastGood, skipped, probes } = await found(count, bad);
      assert.deepEqual([firstBad, lastGood, skipped], [bad, bad - 1, []]);
      assert.ok(probes <= Math.ceil(Math.log2(count + 1)), `${probes} probes of ${count}`);
    }
  }
});

test('steps that cannot be measured are gone around, and named where they hide the first bad one', async () => {
  for (let bad = 0; bad < 20; bad += 1) {
    const broken = [3, 4, 9, 10, 11].filter((one) => one !== bad && one !== bad - 1);
    const { firstBad, skipped } = await found(20, bad, broken);
    assert.equal(firstBad, bad);
    assert.deepEqual(skipped, []);
  }
  const hidden = await found(20, 10, [9, 10, 11]);
  assert.deepEqual([hidden.lastGood, hidden.firstBad, hidden.skipped], [8, 12, [9, 10, 11]]);
  const all = await found(5, 2, [0, 1, 2, 3]);
  assert.deepEqual([all.lastGood, all.firstBad, all.skipped, all.probes], [-1, 4, [0, 1, 2, 3], 4]);
});
