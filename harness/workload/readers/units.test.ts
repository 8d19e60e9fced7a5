import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { parseDuration, parseShare, parseWhole } from '../overrides.js';
import type { Reader } from '../problem.js';
import { UNIT_PATTERNS } from './patterns.js';
import { readRoundedShare, readShare } from './shares.js';
import { readBytes, readDurationMs, readRatePerSecond } from './units.js';

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
    [readDurationMs, '4constructor', 'which has no unit of a duration'],
    [readRatePerSecond, '200_000/min', 3333.33333333333],
    [readRatePerSecond, '3333/s', 3333],
    [readRatePerSecond, '7200/h', 2],
    [readRatePerSecond, '10%', 'which has no unit of a rate'],
    [readBytes, '512B', 512],
    [readBytes, '1KiB', 1024],
    [readBytes, '64KB', 64_000],
    [readBytes, '2GiB', 2_147_483_648],
    [readBytes, '512Mi', 536_870_912],
    [readShare, '0.1%', 0.001],
    [readShare, '250%', 2.5],
    [readShare, 0.25, 0.25],
    [readShare, 25, 'which is not between 0 and 1'],
    [readShare, 'half', 'which is not a share'],
    [readShare, '50 percent', 0.5],
    [readShare, '1e1 %', 0.1],
    [readShare, '-5%', 'which is not a share'],
    [readDurationMs, '4sec', 4000],
    [readDurationMs, '.5 S', 500],
    [readDurationMs, '1e3ms', 1000],
    [readDurationMs, '500µs', 0.5],
    [readDurationMs, '500μs', 0.5],
    [readDurationMs, '1m30s', 90_000],
    [readDurationMs, '1h 30 m', 5_400_000],
    [readDurationMs, '30s1m', 'which has no unit of a duration'],
    [readDurationMs, '5M', 'whose unit M is not clear'],
    [readDurationMs, '1,5s', 'whose comma may be a point or may part thousands'],
    [readDurationMs, '1,500ms', 1500],
    [readDurationMs, '１s', 'which has digits of another script'],
    [readDurationMs, '-4ms', 'which has a sign'],
    [readDurationMs, Number.POSITIVE_INFINITY, 'which has no unit'],
    [readRatePerSecond, '100 / s', 100],
    [readRatePerSecond, '1e3/s', 1000],
    [readRatePerSecond, '200,000/min', 3333.33333333333],
    [readRatePerSecond, '200 000/min', 'which has a blank within its digits'],
    [readRatePerSecond, '3.3k/s', 3300],
    [readRatePerSecond, '12M/h', 3333.33333333333],
    [readRatePerSecond, '3m/s', 'which has no unit of a rate'],
    [readRatePerSecond, '50 rps', 50],
    [readRatePerSecond, '2k rps', 2000],
    [readRatePerSecond, '100 requests per second', 100],
    [readRatePerSecond, '100/1s', 100],
    [readRatePerSecond, '600 req/MIN', 10],
    [readRatePerSecond, '0x10/s', 'which has no unit of a rate'],
    [readBytes, '1 kib', 1024],
    [readBytes, '2kB', 2000],
    [readBytes, '300 bytes', 300],
    [readBytes, '1k', 'whose unit k is not clear'],
    [readBytes, '1M', 'whose unit M is not clear'],
  ];
  for (const [reader, written, expected] of cases) {
    it(`${JSON.stringify(written)} is ${expected}`, () => assert.equal(outcome(reader, written), expected));
  }

  it('are in the JSON Schema as they are read', () => {
    const patterns: readonly (readonly [Reader<number>, string])[] = [
      [readDurationMs, UNIT_PATTERNS.duration],
      [readRatePerSecond, UNIT_PATTERNS.rate],
      [readBytes, UNIT_PATTERNS.size],
    ];
    for (const [reader, written, expected] of cases) {
      const pattern = patterns.find(([one]) => one === reader)?.[1];
      if (typeof written !== 'string' || pattern === undefined || /[A-Z]{2,}| S$|kib|kB/.test(written)) continue;
      if (typeof expected === 'number') assert.match(written, new RegExp(pattern, 'u'));
    }
  });

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
    assert.equal(parseWhole('--seed', '1e3'), 1000);
  });

  it('are named in the mistake', () => {
    const refused = { name: 'UserMistake', message: '--slot is `1`, which has no unit' };
    assert.throws(() => parseDuration('--slot', '1'), refused);
    assert.throws(() => parseWhole('--seed', 'many'), UserMistake);
    assert.throws(() => parseShare('--scale', '1.2.3'), UserMistake);
  });
});
