import { type Environment, namesIn } from '../../model/workload/filled.js';
import { base64Of, spellingsOf, valuesWithin } from './spellings.js';

/** Hides what was filled into requests from texts that others made: an error, a server's answer, the output of a process. */
export type Mask = (text: string) => string;

export const HIDDEN = '***';
/** Stands in a text where something was left out. */
const CUT = '…';

/**
 * A shorter value is no secret that could be kept - it can be tried out - and hiding it would blank out every text that
 * has a number in it. So it is left as it is.
 */
const SHORTEST = 4;

/** A mask for the values of the variables that parts of a workload name, as they are and as they are written in URLs, JSON, HTML and base64. */
export function maskOf(parts: readonly object[], env: Environment): Mask {
  return maskOfValues(secretValues(parts, env));
}

/** A mask for values that stand in no workload; those that are too short to be secrets are left as they are. */
export function maskOfValues(given: readonly string[]): Mask {
  const values = given.flatMap(valuesWithin).filter(({ length }) => length >= SHORTEST);
  if (values.length === 0) return (text) => text;
  const plain = [...new Set(values.flatMap(spellingsOf))];
  const whole = new RegExp(formsOf(values).map(escaped).join('|'), 'g');
  return (text) =>
    text
      .replace(whole, HIDDEN)
      .split(CUT)
      .map((part, index) => (index > 0 ? withoutBeginning(part, plain) : part))
      .map((part) => withoutEnd(part, plain))
      .join(CUT);
}

/** Every spelling of the values that a mask hides wherever it stands, the longest first. */
export function hiddenForms(parts: readonly object[], env: Environment): readonly string[] {
  return formsOf(secretValues(parts, env));
}

function formsOf(values: readonly string[]): readonly string[] {
  const forms = new Set(values.flatMap((value) => [...spellingsOf(value), ...base64Of(value)]));
  return [...forms].sort((a, b) => b.length - a.length);
}

function secretValues(parts: readonly object[], env: Environment): readonly string[] {
  const names = new Set(parts.flatMap((part) => namesIn(JSON.stringify(part))));
  const values = [...names].flatMap((name) => linesOf(env[name] ?? '')).flatMap(valuesWithin);
  return values.filter(({ length }) => length >= SHORTEST);
}

function escaped(form: string): string {
  return form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Of a value with several lines, as a key has them, a text may show one. */
function linesOf(value: string): readonly string[] {
  return [value, ...value.split(/\r?\n/)];
}

/** A text that was cut may begin in the middle of a value. */
function withoutBeginning(part: string, forms: readonly string[]): string {
  const seen = longest(forms, (form, length) => part.startsWith(form.slice(-length)));
  return seen === 0 ? part : HIDDEN + part.slice(seen);
}

function withoutEnd(part: string, forms: readonly string[]): string {
  const seen = longest(forms, (form, length) => part.endsWith(form.slice(0, length)));
  return seen === 0 ? part : part.slice(0, -seen) + HIDDEN;
}

/** The most characters of any form for which `shows` holds; 0 where those are too few to tell. */
function longest(forms: readonly string[], shows: (form: string, length: number) => boolean): number {
  let most = 0;
  for (const form of forms) {
    for (let length = form.length - 1; length >= SHORTEST && length > most; length -= 1) {
      if (shows(form, length)) most = length;
    }
  }
  return most;
}

/** Where a record has texts of others; everything else in it is ours, and a value that is a common word must not spoil it. */
const TEXTS: readonly string[] = ['reason', 'error', 'message', 'detail'];

/** The same value with its texts of others masked. */
export function maskTexts<T>(value: T, mask: Mask): T {
  const walk = (part: unknown, key: string): unknown => {
    if (typeof part === 'string') return TEXTS.includes(key) ? mask(part) : part;
    if (Array.isArray(part)) return part.map((item) => walk(item, key));
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk(value, '') as T;
}
