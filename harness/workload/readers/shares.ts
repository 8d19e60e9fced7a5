import { type Reader, right, wrong } from '../problem.js';
import { decimals, numberAndRest, tidy } from './numbers.js';
import { bounded, readRatePerSecond } from './units.js';

export interface RoundedShare {
  /** 0.57 for `57%`. */
  readonly share: number;
  /** Half of the last written digit: 0.005 for `57%`, 0.0005 for `57.0%`. */
  readonly rounding: number;
}

const SHARE_EXAMPLE = 'write a share such as 10%, or a number from 0 to 1';
const PERCENT = /^(?:%|percent|pct)$/i;

/** Shares with the half-width of their rounding; a bare number counts as rounded to two digits or as many as it has. */
export const readRoundedShare: Reader<RoundedShare> = (value) => {
  if (typeof value === 'number') {
    if (!(value >= 0 && value <= 1)) return wrong('which is not between 0 and 1', exampleOf(value));
    return right({ share: value, rounding: 0.5 * 10 ** -Math.max(2, decimals(String(value))) });
  }
  const number = typeof value === 'string' ? numberAndRest(value) : null;
  if (number === null || !PERCENT.test(number.rest)) return wrong('which is not a share', SHARE_EXAMPLE);
  return right({ share: tidy(number.value / 100), rounding: 0.5 * 10 ** -(2 + decimals(number.digits)) });
};

function exampleOf(value: number): string {
  return value > 1 && value <= 100 ? `write ${value}%, or a number from 0 to 1` : SHARE_EXAMPLE;
}

/** Shares, written as `0.1%` or a number from 0 to 1; only a percentage may be more than the whole. */
export const readShare: Reader<number> = (value) => {
  const reading = readRoundedShare(value);
  return reading.ok ? right(reading.value.share) : reading;
};

/** One share, or several that differ. */
export function readShares(one: Reader<number>, most: number): Reader<number | readonly number[]> {
  return (value) => {
    if (!Array.isArray(value)) return one(value);
    if (value.length < 2 || value.length > most)
      return wrong(`which has ${value.length} shares`, `write 2 to ${most} of them, such as [5%, 10%, 20%]`);
    const shares: number[] = [];
    for (const item of value as readonly unknown[]) {
      const share = one(item);
      if (!share.ok) return wrong(`of which \`${String(item)}\` is none: ${share.wrong}`, share.right);
      if (shares.includes(share.value)) return wrong(`which has \`${String(item)}\` twice`, 'write each share once');
      shares.push(share.value);
    }
    return right(shares);
  };
}

/** A rate of its own, or a share of the peak. */
export type RateOrShare = { readonly perSecond: number } | { readonly ofPeak: number };

/** Rates as `333/s`, or as a percentage of the peak such as `50%`, up to a bound of each. */
export function boundedRateOrShare(bounds: { mostRate: string; mostShare: string }): Reader<RateOrShare> {
  const readRate = bounded(readRatePerSecond, { most: bounds.mostRate });
  const readPart = bounded(readShare, { most: bounds.mostShare });
  return (value) => {
    if (typeof value === 'string' && readShare(value).ok) {
      const share = readPart(value);
      return share.ok ? right({ ofPeak: share.value }) : share;
    }
    const rate = readRate(value);
    return rate.ok
      ? right({ perSecond: rate.value })
      : wrong(rate.wrong, `${rate.right}, or a share of the peak such as 50%`);
  };
}
