import { columnOf, type FeedRows } from '../../harness/model/workload/feed.js';
import { OWN_NAMES, PLACEHOLDER, placeholder } from '../../harness/model/workload/template.js';

/** What varies from request to request; one `uuid` serves the whole request, so that its parts can agree. */
export interface Varying {
  readonly n: number;
  readonly uuid: string;
}

/** A text of the workload, ready to be sent: a constant, or a function of what varies. */
export type Template =
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'varying'; readonly usesUuid: boolean; render(varying: Varying): string };

/** How characters become bytes, one character for each; `text` leaves that to whoever sends it. */
export type Charset = 'utf8' | 'latin1' | 'text';

/** How a feed's value is written where it is used. */
export type Encode = (value: string) => string;

export const AS_IT_IS: Encode = (value) => value;

/**
 * Compiles `{{n}}`, `{{uuid}}` and `{{column}}` of a feed, whose rows are taken in turn by n.
 * But for `text` the result has one character for each byte, so that its length is its size and latin1 writes it as it is.
 */
export function compileTemplate(
  text: string,
  feed: FeedRows | null,
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

export function usesUuid(template: Template): boolean {
  return template.kind === 'varying' && template.usesUuid;
}

export function rendered(template: Template, varying: Varying): string {
  return template.kind === 'constant' ? template.text : template.render(varying);
}

type Part = string | ((varying: Varying) => string);

function named(name: string, feed: FeedRows | null, encode: Encode): Part {
  if (name === 'n') return ({ n }) => `${n}`;
  if (name === 'uuid') return ({ uuid }) => uuid;
  const valueAt = feed === null ? null : columnOf(feed, name);
  if (feed === null || valueAt === null) throw new Error(`{{${name}}} is not known: ${knownNames(feed)}`);
  // Nothing is kept of what is written: of a million rows that would be more than the feed itself.
  const { rows } = feed;
  return ({ n }) => encode(valueAt(n % rows));
}

function knownNames(feed: FeedRows | null): string {
  const known = [...OWN_NAMES, ...(feed?.columns ?? [])].map(placeholder);
  return `write ${known.join(', ')}${feed === null ? ' (there is no feed)' : ''}`;
}

function toBytes(text: string, charset: Charset): string {
  return charset !== 'utf8' || isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

export function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
