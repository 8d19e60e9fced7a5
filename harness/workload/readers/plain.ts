import { type Reader, right, wrong } from '../problem.js';
import { numberAndRest } from './numbers.js';

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

/** True or false, also as YAML 1.1 and its users write them. */
export const readFlag: Reader<boolean> = (value) => {
  const word = String(value).toLowerCase();
  return Object.hasOwn(WORDS, word)
    ? right(WORDS[word]!)
    : wrong('which is neither true nor false', 'write true or false');
};

const UNBOUNDED = /^(?:[+-]?(?:\.?inf|infinity)|unlimited|none)$/i;

/** Whole numbers in a range, bounds included. */
export function readWhole(least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  const remedy =
    most === Number.MAX_SAFE_INTEGER
      ? `write a whole number, ${least} or more`
      : `write a whole number from ${least} to ${most}`;
  return (written) => {
    if (UNBOUNDED.test(String(written))) {
      return wrong('which is not a whole number', `${remedy}; for no bound leave it out`);
    }
    const value = numberIn(written);
    if (value === null || !Number.isSafeInteger(value)) return wrong('which is not a whole number', remedy);
    if (value < least) return wrong(`which is less than ${least}`, remedy);
    return value > most ? wrong(`which is more than ${most}`, remedy) : right(value);
  };
}

/** A number, or a text that can be nothing else, such as `1_000` and `"4"`; null for other texts. */
function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' ? numberAndRest(value) : null;
  return number?.rest === '' ? number.value : null;
}

/** Even whole numbers in a range, because blocks are mirrored in pairs. */
export function readEven(least: number, most: number): Reader<number> {
  const whole = readWhole(least, most);
  return (value) => {
    const reading = whole(value);
    return reading.ok && reading.value % 2 === 1
      ? wrong('which is odd', 'write an even number, because blocks are mirrored in pairs')
      : reading;
  };
}

/** Numbers above 0, up to a bound. */
export function readPositive(most: number): Reader<number> {
  const remedy = `write a number above 0, such as 1`;
  return (written) => {
    const value = numberIn(written);
    if (value === null || Number.isNaN(value)) return wrong('which is not a number', remedy);
    if (value <= 0) return wrong('which is not above 0', remedy);
    return value > most ? wrong(`which is more than ${most}`, `write a number above 0 up to ${most}`) : right(value);
  };
}
