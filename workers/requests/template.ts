import { OWN_NAMES, PLACEHOLDER, placeholder } from '../../harness/model/workload/template.js';
import type { FeedRow } from '../../harness/model/workload/workload.js';

/** What varies from request to request; one `uuid` serves the whole request, so that its parts can agree. */
export interface Varying {
  readonly n: number;
  readonly uuid: string;
}

/** A text of the workload, ready to be sent: a constant, or a function of what varies. */
export type Template =
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'varying'; readonly usesUuid: boolean; render(varying: Varying): string };

/** How characters become bytes: those of a header stand for themselves, everywhere else they are UTF-8. */
export type Charset = 'utf8' | 'latin1';

/** How a feed's value is written where it is used. */
export type Encode = (value: string) => string;

/**
 * Compiles `{{n}}`, `{{uuid}}` and `{{column}}` of a feed, whose rows are taken in turn by n.
 * The result has one character for each byte, so that its length is its size and latin1 writes it as it is.
 */
export function compileTemplate(
  text: string,
  feed: readonly FeedRow[],
  encode: Encode,
  charset: Charset = 'utf8',
): Template {
  const pieces = text.split(PLACEHOLDER);
  if (pieces.length === 1) return { kind: 'constant', text: toBytes(text, charset) };
  const parts = pieces.map((piece, index) => {
    if (index % 2 === 0) return piece === '' ? null : toBytes(piece, charset);
    return named(piece, feed, (value) => toBytes(encode(value), charset));
  });
  const used = parts.filter((part) => part !== null);
  return {
    kind: 'varying',
    usesUuid: pieces.some((piece, index) => index % 2 === 1 && piece === 'uuid'),
    render(varying) {
      let rendered = '';
      for (const part of used) rendered += typeof part === 'string' ? part : part(varying);
      return rendered;
    },
  };
}

type Part = string | ((varying: Varying) => string);

function named(name: string, feed: readonly FeedRow[], encode: Encode): Part {
  if (name === 'n') return ({ n }) => `${n}`;
  if (name === 'uuid') return ({ uuid }) => uuid;
  const values = feed.map((row) => columnOf(row, name, feed));
  if (values.length === 0) throw new Error(`{{${name}}} is not known: ${knownNames(feed)}`);
  // Written when they are first used: a slot begins long before all of ten megabytes would be.
  const encoded: (string | undefined)[] = new Array(values.length).fill(undefined);
  return ({ n }) => {
    const row = n % values.length;
    encoded[row] ??= encode(values[row]!);
    return encoded[row];
  };
}

function columnOf(row: FeedRow, name: string, feed: readonly FeedRow[]): string {
  const value = row[name];
  if (value === undefined) throw new Error(`{{${name}}} is not in every row of the feed: ${knownNames(feed)}`);
  return value;
}

function knownNames(feed: readonly FeedRow[]): string {
  const columns = Object.keys(feed[0] ?? {});
  const known = [...OWN_NAMES, ...columns].map(placeholder);
  return `write ${known.join(', ')}${columns.length === 0 ? ' (there is no feed)' : ''}`;
}

function toBytes(text: string, charset: Charset): string {
  return Buffer.from(text, charset).toString('latin1');
}
