import type { Interval } from '../../harness/model/findings/findings.js';

/** How numbers are written: no more digits than were measured, always with a unit. */

export const NOT_AVAILABLE = 'n/a';

/** What sums and differences of fractions leave over where the result is zero. */
const LEFT_OVER = 1e-9;

/** A whole number, every digit of it: for what was counted. What is less than a half, and not nothing, keeps one digit. */
export function count(value: number | null): string {
  return isFigure(value) ? fixedOffZero(value, 0) : NOT_AVAILABLE;
}

/** To so many decimals, or to one digit where those would say 0 of what is not. */
export function decimal(value: number, decimals: number): string {
  return isFigure(value) ? fixedOffZero(value, decimals) : NOT_AVAILABLE;
}

/** A number that was computed or measured, to three significant digits unless told otherwise. */
export function figure(value: number | null, digits = 3): string {
  if (!isFigure(value)) return NOT_AVAILABLE;
  return isLeftOver(value) ? '0' : fixed(value, decimalsOf(value, digits));
}

/** Whole numbers keep all their digits; others are rounded to three significant ones. */
export function quantity(value: number | null): string {
  return value !== null && Number.isInteger(value) ? count(value) : figure(value);
}

/** An exact count divided by requests: `1.00`, `0.013`. */
export function perRequest(value: number | null): string {
  if (!isFigure(value)) return NOT_AVAILABLE;
  if (isLeftOver(value)) return '0';
  return Math.abs(value) < 0.0995 ? fixed(value, decimalsOf(value, 2)) : fixed(value, 2);
}

/** A share between 0 and 1 as a percentage: `73 %`. */
export function share(value: number | null, digits = 3): string {
  return isFigure(value) ? `${figure(tidy(value * 100), digits)} %` : NOT_AVAILABLE;
}

/** The same to two significant digits at most, for sentences: `60 %`, `8.3 %`, `0.1 %`. */
export function plainShare(value: number): string {
  return `${Number((100 * value).toPrecision(2))} %`;
}

/** A change with its sign: `+12 %`, `-3.4 %`, `0 %`; from tenfold on `100 times`. */
export function signedShare(value: number | null): string {
  if (isFigure(value) && value >= 9) return `${figure(value + 1)} times`;
  const text = share(value, 2);
  return isFigure(value) && value > 0 && text !== '0 %' ? `+${text}` : text;
}

/** `850 µs`, `1.25 ms`, `2.50 s`. */
export function durationUs(us: number | null): string {
  if (!isFigure(us)) return NOT_AVAILABLE;
  const unit = unitOf(us);
  return `${figure(us / unit.us)} ${unit.name}`;
}

/** The same, for a time that is given in milliseconds. */
export function durationMs(ms: number | null): string {
  return durationUs(ms === null ? null : ms * 1000);
}

/** How long something takes, for people who wait: `45 s`, `1 min 30 s`. */
export function clockTime(ms: number): string {
  const whole = Math.ceil(ms / 1000);
  const [minutes, seconds] = [Math.floor(whole / 60), whole % 60];
  if (minutes === 0) return `${seconds} s`;
  return seconds === 0 ? `${count(minutes)} min` : `${count(minutes)} min ${seconds} s`;
}

/** `850 µs (810 to 890)`, for a time that is given in microseconds. */
export function durationInterval(interval: Interval | null): string {
  if (!isFigure(interval?.mean)) return NOT_AVAILABLE;
  const unit = unitOf(interval.mean);
  return intervalText(scaled(interval, 1 / unit.us), ` ${unit.name}`);
}

/** The same, for a time that is given in milliseconds. */
export function durationIntervalMs(interval: Interval | null): string {
  return durationInterval(interval === null ? null : scaled(interval, 1000));
}

/** `73 % (70 to 76)`, or of something `73 % less time (70 to 76)`, for an interval that is given in percent. */
export function percentInterval(interval: Interval | null, of = ''): string {
  return isFigure(interval?.mean) ? intervalText(interval, of === '' ? ' %' : ` % ${of}`) : NOT_AVAILABLE;
}

/** The same, for an interval of shares between 0 and 1. */
export function shareInterval(interval: Interval | null): string {
  return percentInterval(interval === null ? null : scaled(interval, 100));
}

export type RateUnit = 'requests/s' | 'requests/min';

/** Per minute where that is the rounder number: a peak was written in one of the two. */
export function rateUnit(perSecond: number): RateUnit {
  return !isWhole(perSecond) && isWhole(perSecond * 60) ? 'requests/min' : 'requests/s';
}

/** `200,000 requests/min`; a table keeps to the unit of its first row. */
export function rate(perSecond: number, unit: RateUnit = rateUnit(perSecond)): string {
  return `${quantity(tidy(unit === 'requests/min' ? perSecond * 60 : perSecond))} ${unit}`;
}

/** `1 block`, `3 blocks`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  const written = count(value);
  return `${written} ${written === '1' ? one : many}`;
}

function intervalText(interval: Interval, unit: string): string {
  const { mean, low, high } = interval;
  // Without an interval two digits are more than is known.
  if (!isFigure(low) || !isFigure(high)) return `about ${figure(mean, 2)}${unit}`;
  const decimals = Math.max(decimalsWithin(mean, (high - low) / 2), decimalsOffZero(mean, low, high));
  const least = (high - low) / 2 / SMALL_WITHIN;
  const text = (value: number) => fixedOffZero(value, decimals, least);
  return `${text(mean)}${unit} (${text(low)} to ${text(high)})`;
}

/** Less than this part of a half-width is as good as zero to a reader: the interval says more than its digit would. */
const SMALL_WITHIN = 20;

/** A bare 0 says that there is none, or no difference: what is at least `least` keeps one significant digit instead. */
function fixedOffZero(value: number, decimals: number, least = 0): string {
  const text = fixed(value, decimals);
  const isZero = !/[1-9]/.test(text);
  // Below this it is what sums of fractions leave over.
  if (!isZero || Math.abs(value) < Math.max(least, LEFT_OVER)) return text;
  return fixed(value, decimalsOf(value, 1));
}

/** Digits that the interval supports: one of its half-width, two where that one would be a 1; at most three of the mean. */
function decimalsWithin(mean: number, halfWidth: number): number {
  const most = decimalsOf(mean, 3);
  if (halfWidth <= 0) return most;
  const leadingOne = halfWidth.toExponential()[0] === '1';
  const supported = decimalsOf(halfWidth, leadingOne ? 2 : 1);
  return mean === 0 ? supported : Math.min(most, supported);
}

/** What lies on one side of zero is not written as zero, however wide it is. */
function decimalsOffZero(mean: number, low: number, high: number): number {
  if (low * high <= 0) return Number.NEGATIVE_INFINITY;
  return Math.min(decimalsOf(mean, 3), decimalsOf(Math.min(Math.abs(low), Math.abs(high)), 1));
}

function decimalsOf(value: number, digits: number): number {
  if (value === 0) return 0;
  // Rounding can carry into one more digit (9.996 is 10.0), so the rounded number decides.
  const rounded = Math.abs(Number(value.toPrecision(digits)));
  const decimals = digits - 1 - Math.floor(Math.log10(rounded));
  return Number.isInteger(value) ? Math.min(0, decimals) : decimals;
}

function fixed(value: number, decimals: number): string {
  const step = 10 ** Math.max(0, -decimals);
  const rounded = Math.round(value / step) * step;
  const text = Math.abs(decimals < 0 ? rounded : value).toFixed(Math.min(20, Math.max(0, decimals)));
  const [whole = '0', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && Number(text) !== 0 ? '-' : '';
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

function unitOf(us: number): { readonly name: string; readonly us: number } {
  const size = Math.abs(Number(us.toPrecision(3)));
  if (size < 1000) return { name: 'µs', us: 1 };
  return size < 1_000_000 ? { name: 'ms', us: 1000 } : { name: 's', us: 1_000_000 };
}

function scaled(interval: Interval, factor: number): Interval {
  const scale = (bound: number | null) => (bound === null ? null : bound * factor);
  return { mean: interval.mean * factor, low: scale(interval.low), high: scale(interval.high) };
}

function isFigure(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isLeftOver(value: number): boolean {
  return Math.abs(value) < LEFT_OVER;
}

function isWhole(value: number): boolean {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < (rounded === 0 ? LEFT_OVER : 1e-6);
}

function tidy(value: number): number {
  return isWhole(value) ? Math.round(value) : value;
}
