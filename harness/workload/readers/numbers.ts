/** How a number may be written before a unit: `200000`, `200_000`, `200,000.5`, `.5` and `1e3`. */

const GROUPED = '[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?';
const PLAIN = '(?:[0-9][0-9_]*(?:\\.[0-9]+)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?';

const NUMBER = `(?:${GROUPED}|${PLAIN})`;

const NUMBER_AND_REST = new RegExp(`^(${NUMBER})(.*)$`, 's');

export interface NumberAndRest {
  readonly digits: string;
  readonly value: number;
  /** What follows the number, without blanks at its ends. */
  readonly rest: string;
}

/** The number that a text begins with; null where it begins with none, or ends one as nobody does, such as `1,5`. */
export function numberAndRest(text: string): NumberAndRest | null {
  const match = NUMBER_AND_REST.exec(text.trim());
  if (match === null) return null;
  const [, digits = '', rest = ''] = match;
  if (/^[0-9.,_]/.test(rest.trim())) return null;
  return { digits, value: numberOf(digits), rest: rest.trim() };
}

export function numberOf(digits: string): number {
  return Number(digits.replaceAll(/[_,]/g, ''));
}

/** How many digits stand behind the point. */
export function decimals(digits: string): number {
  return /\.([0-9]+)/.exec(digits)?.[1]?.length ?? 0;
}

/** Drops the last bits, so that 57% is 0.57 and 0.1s + 0.2s is 0.3s. */
export function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

/** What is wrong with the digits of a text that is no number of ours, or null where it has none. */
export function flawOfDigits(text: string): { readonly wrong: string; readonly right: string } | null {
  const right = 'write plain digits with a point, such as 1.5, 1500 or 1_500';
  if (/^[-+]/.test(text.trim())) return { wrong: 'which has a sign', right: 'write it without one' };
  if (/^[0-9]+,[0-9]/.test(text.trim())) return { wrong: 'whose comma may be a point or may part thousands', right };
  if (/^[0-9]+\s+[0-9]/.test(text.trim())) return { wrong: 'which has a blank within its digits', right };
  if (/^\p{Nd}/u.test(text.trim()) && !/^[0-9]/.test(text.trim()))
    return { wrong: 'which has digits of another script', right };
  return null;
}
