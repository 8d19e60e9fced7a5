import { either, type Reader, type Reading, right, wrong } from '../problem.js';

/** A kind of quantity: what it is called, its units in terms of the base unit, and an example. */
interface Quantity {
  readonly noun: string;
  readonly units: Readonly<Record<string, number>>;
  readonly example: string;
}

const DURATION: Quantity = { noun: 'duration', units: { us: 0.001, ms: 1, s: 1000, m: 60_000 }, example: '4ms' };
const RATE: Quantity = { noun: 'rate', units: { '/s': 1, '/min': 1 / 60, '/h': 1 / 3600 }, example: '3333/s' };
const SIZE: Quantity = {
  noun: 'size',
  units: { B: 1, KiB: 1024, KB: 1000, MiB: 1_048_576, MB: 1_000_000 },
  example: '1KiB',
};

const NUMBER = String.raw`[0-9][0-9_]*(?:\.[0-9]+)?`;
const NUMBER_AND_UNIT = new RegExp(String.raw`^(${NUMBER})\s*(.*)$`, 's');

/** Durations in milliseconds, written as `250us`, `4ms`, `1.5s` or `1m`. */
export const readDurationMs: Reader<number> = (value) => read(DURATION, value);

/** Rates in requests per second, written as `3333/s`, `200_000/min` or `12000000/h`. */
export const readRatePerSecond: Reader<number> = (value) => read(RATE, value);

/** Sizes in whole bytes, written as `512B`, `1KiB`, `64KB` or `1MiB`. */
export const readBytes: Reader<number> = (value) => {
  const size = read(SIZE, value);
  return size.ok ? right(Math.round(size.value)) : size;
};

/** The text that each kind must match, for the JSON Schema. */
export const UNIT_PATTERNS = {
  duration: pattern(DURATION),
  rate: pattern(RATE),
  size: pattern(SIZE),
  share: `^${NUMBER}\\s*%$`,
  rateOrShare: `^${NUMBER}\\s*(/s|/min|/h|%)$`,
} as const;

export interface RoundedShare {
  /** 0.57 for `57%`. */
  readonly share: number;
  /** Half of the last written digit: 0.005 for `57%`, 0.0005 for `57.0%`. */
  readonly rounding: number;
}

const SHARE_EXAMPLE = 'write a share such as 10%, or a number from 0 to 1';

/** Shares with the half-width of their rounding; a bare number counts as rounded to two digits or as many as it has. */
export const readRoundedShare: Reader<RoundedShare> = (value) => {
  if (typeof value === 'number') {
    if (!(value >= 0 && value <= 1)) return wrong('which is not between 0 and 1', SHARE_EXAMPLE);
    return right({ share: value, rounding: 0.5 * 10 ** -Math.max(2, decimals(String(value))) });
  }
  const percent = typeof value === 'string' ? /^(.*?)\s*%$/s.exec(value)?.[1] : undefined;
  if (percent === undefined || !new RegExp(`^${NUMBER}$`).test(percent)) {
    return wrong('which is not a share', SHARE_EXAMPLE);
  }
  const share = tidy(Number(percent.replaceAll('_', '')) / 100);
  return right({ share, rounding: 0.5 * 10 ** -(2 + decimals(percent)) });
};

/** Shares, written as `0.1%` or a number from 0 to 1; only a percentage may be more than the whole. */
export const readShare: Reader<number> = (value) => {
  const reading = readRoundedShare(value);
  return reading.ok ? right(reading.value.share) : reading;
};

/** A rate of its own, or a share of the peak. */
export type RateOrShare = { readonly perSecond: number } | { readonly ofPeak: number };

/** Rates as `333/s`, or as a percentage of the peak such as `50%`. */
export const readRateOrShare: Reader<RateOrShare> = (value) => {
  const share = typeof value === 'string' && value.trim().endsWith('%') ? readShare(value) : null;
  if (share !== null) return share.ok ? right({ ofPeak: share.value }) : share;
  const rate = readRatePerSecond(value);
  return rate.ok
    ? right({ perSecond: rate.value })
    : wrong(rate.wrong, `${rate.right}, or a share of the peak such as 50%`);
};

interface Bounds {
  readonly least?: string;
  readonly most?: string;
  /** The value must be greater than this. */
  readonly above?: string;
}

/** Narrows a reader to a range whose bounds are written as a user would write them. */
export function bounded(reader: Reader<number>, bounds: Bounds): Reader<number> {
  const bound = (text: string | undefined, otherwise: number): number => {
    const reading = text === undefined ? null : reader(text);
    return reading?.ok ? reading.value : otherwise;
  };
  const [least, most, above] = [
    bound(bounds.least, -Infinity),
    bound(bounds.most, Infinity),
    bound(bounds.above, -Infinity),
  ];
  return (value) => {
    const reading = reader(value);
    if (!reading.ok) return reading;
    if (reading.value < least) return wrong(`which is less than ${bounds.least}`, range(bounds));
    if (reading.value > most) return wrong(`which is more than ${bounds.most}`, range(bounds));
    return reading.value > above ? reading : wrong(`which is not more than ${bounds.above}`, range(bounds));
  };
}

function range({ least, most, above }: Bounds): string {
  const low = above === undefined ? `from ${least ?? 0}` : `above ${above}`;
  return `write a value ${low}${most === undefined ? '' : ` up to ${most}`}`;
}

function read({ noun, units, example }: Quantity, value: unknown): Reading<number> {
  const remedy = `write a ${noun} in ${either(Object.keys(units))}, such as ${example}`;
  if (typeof value === 'number') return wrong('which has no unit', remedy);
  const match = typeof value === 'string' ? NUMBER_AND_UNIT.exec(value.trim()) : null;
  if (match === null) return wrong(`which is not a ${noun}`, remedy);
  const unit = match[2]!;
  if (unit === '') return wrong('which has no unit', remedy);
  if (!Object.hasOwn(units, unit)) return wrong(`which has no unit of a ${noun}`, remedy);
  return right(tidy(Number(match[1]!.replaceAll('_', '')) * units[unit]!));
}

function pattern({ units }: Quantity): string {
  return `^${NUMBER}\\s*(${Object.keys(units).join('|')})$`;
}

function decimals(digits: string): number {
  return /\.([0-9]+)$/.exec(digits)?.[1]?.length ?? 0;
}

/** Drops the last bits, so that 57% is 0.57 and 0.1s + 0.2s is 0.3s. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}
