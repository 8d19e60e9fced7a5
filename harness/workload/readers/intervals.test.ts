import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readInterval } from './intervals.js';
import { readShare } from './shares.js';
import { readRatePerSecond } from './units.js';

const rates = readInterval(readRatePerSecond);
const shares = readInterval(readShare);

describe('an interval', () => {
  it('is one value, or two of which the first may leave its unit to the second', () => {
    assert.deepEqual(rates('600/min'), { ok: true, value: { low: 10, high: 10, middle: 10, isInterval: false } });
    const wide = { ok: true, value: { low: 3000, high: 4000, middle: 3500, isInterval: true } };
    for (const text of ['180000..240000/min', '180_000/min .. 240_000/min', '3k/s..4000/s']) {
      assert.deepEqual(rates(text), wide, text);
    }
    assert.deepEqual(shares('52..60%'), { ok: true, value: { low: 0.52, high: 0.6, middle: 0.56, isInterval: true } });
    assert.deepEqual(shares(0.5), { ok: true, value: { low: 0.5, high: 0.5, middle: 0.5, isInterval: false } });
  });

  it('is refused with what would be right', () => {
    for (const text of [
      '240000..180000/min',
      '5..5/s',
      '1..2..3/s',
      '..5/s',
      '5../s',
      '1/s..',
      'a..b',
      '180000..240000',
    ]) {
      const reading = rates(text);
      assert.equal(reading.ok, false, text);
      assert.ok(!reading.ok && reading.wrong !== '' && reading.right !== '', text);
    }
  });
});
