import { timeOf } from './json-points.js';
import type { ReadLine, Seen, Tags } from './point.js';

const HEAD = ['metric_name', 'timestamp', 'metric_value'] as const;
const EXTRA = 'extra_tags';
const METADATA = 'metadata';

/** Whether a line is the head of `--out csv`. */
export function isCsvHead(text: string): boolean {
  return text.startsWith(HEAD.join(','));
}

/** `--out csv`: the columns follow from the tags that were switched on. A quoted value may go on in the next line. */
export function csvReader(head: string): ReadLine {
  const columns = head.split(',');
  let open = '';
  return (text) => {
    const whole = open === '' ? text : `${open}\n${text}`;
    const values = valuesOf(whole);
    open = values === null ? whole : '';
    if (values === null) return open.length > LONGEST_ROW ? 'has a quote that is never closed' : null;
    if (whole === '') return null;
    if (whole === head) return null;
    if (values.length !== columns.length) return `has ${values.length} of ${columns.length} values`;
    return seenOf(columns, values);
  };
}

const LONGEST_ROW = 1_000_000;

function seenOf(columns: readonly string[], values: readonly string[]): Seen | string {
  const tags: Record<string, string> = {};
  for (let index = HEAD.length; index < columns.length; index += 1) {
    const [name, value] = [columns[index]!, values[index]!];
    if (name === EXTRA) addExtra(tags, value);
    else if (name !== METADATA && value !== '') tags[name] = value;
  }
  const [metric, time, text] = [values[0]!, values[1]!, values[2]!];
  const [value, timeMs] = [Number(text), csvTime(time)];
  if (metric === '' || text === '' || Number.isNaN(value) || Number.isNaN(timeMs))
    return 'is a point without a name, a value or a time';
  return { kind: 'point', metric, value, timeMs, tags: tags as Tags };
}

/** Written as `a=1&b=2`, without any quoting of its own. */
function addExtra(tags: Record<string, string>, text: string): void {
  for (const part of text === '' ? [] : text.split('&')) {
    const at = part.indexOf('=');
    if (at > 0) tags[part.slice(0, at)] = part.slice(at + 1);
  }
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size, or RFC 3339. */
function csvTime(text: string): number {
  if (!/^\d+$/.test(text)) return timeOf(text);
  const powers = Math.max(0, Math.floor((text.length - 8) / 3));
  return Number(text) * 1000 ** (1 - powers);
}

/** A value, quoted or bare, and what ends it. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;

/** The values of a row as RFC 4180 has them; null while a quote is open, and none of what is no CSV. */
function valuesOf(text: string): string[] | null {
  if (!text.includes('"')) return text.split(',');
  if (text.split('"').length % 2 === 0) return null;
  const values: string[] = [];
  FIELD.lastIndex = 0;
  for (let isMore = true; isMore; ) {
    const match = FIELD.exec(text);
    if (match === null) return [];
    values.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    isMore = match[3] === ',';
  }
  return values;
}
