import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { parseDuration, parseShare, parseWhole } from '../overrides.js';
import type { Reader } from '../problem.js';
import { readBytes, readDurationMs, readRatePerSecond, readRoundedShare, readShare } from './units.js';

function outcome<T>(reader: Reader<T>, value: unknown): T | string {
  const reading = reader(value);
  return reading.ok ? reading.value : reading.wrong;
}

describe('units', () => {
  const cases: readonly (readonly [Reader<number>, unknown, number | string])[] = [
    [readDurationMs, '250us', 0.25],
    [readDurationMs, '4ms', 4],
    [readDurationMs, '1.5s', 1500],
    [readDurationMs, '1m', 60_000],
    [readDurationMs, 4, 'which has no unit'],
    [readDurationMs, '4', 'which has no unit'],
    [readDurationMs, '4sec', 'which has no unit of a duration'],
    [readDurationMs, '-4ms', 'which is not a duration'],
    [readDurationMs, '4constructor', 'which has no unit of a duration'],
    [readRatePerSecond, '200_000/min', 3333.33333333333],
    [readRatePerSecond, '3333/s', 3333],
    [readRatePerSecond, '7200/h', 2],
    [readRatePerSecond, '10%', 'which has no unit of a rate'],
    [readBytes, '512B', 512],
    [readBytes, '1KiB', 1024],
    [readBytes, '64KB', 64_000],
    [readShare, '0.1%', 0.001],
    [readShare, '250%', 2.5],
    [readShare, 0.25, 0.25],
    [readShare, 25, 'which is not between 0 and 1'],
    [readShare, 'half', 'which is not a share'],
  ];
  for (const [reader, written, expected] of cases) {
    it(`${JSON.stringify(written)} is ${expected}`, () => assert.equal(outcome(reader, written), expected));
  }

  it('a share keeps the half-width of its rounding', () => {
    assert.deepEqual(outcome(readRoundedShare, '57%'), { share: 0.57, rounding: 0.005 });
    assert.deepEqual(outcome(readRoundedShare, '57.0%'), { share: 0.57, rounding: 0.0005 });
    assert.deepEqual(outcome(readRoundedShare, 0.57), { share: 0.57, rounding: 0.005 });
  });
});

describe('flags', () => {
  it('are read', () => {
    assert.equal(parseDuration('--slot', '1s'), 1000);
    assert.equal(parseShare('--scale', '5%'), 0.05);
    assert.equal(parseShare('--scale', '0.05'), 0.05);
    assert.equal(parseShare('--scale', '2'), parseShare('--scale', '200%'));
    assert.equal(parseWhole('--blocks', '4'), 4);
  });

  it('are named in the mistake', () => {
    const refused = { name: 'UserMistake', message: '--slot is `1`, which has no unit' };
    assert.throws(() => parseDuration('--slot', '1'), refused);
    assert.throws(() => parseWhole('--seed', '1e3'), UserMistake);
    assert.throws(() => parseShare('--scale', '1.2.3'), UserMistake);
  });
});
