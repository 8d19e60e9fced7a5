import {
  type Document,
  isAlias,
  isBare,
  isMap,
  isMergeKey,
  isScalar,
  isSeq,
  keyText,
  type Node,
  pairsOf,
  sourcesOf,
  target,
} from './nodes.js';
import { isOtherInYaml11 } from './yaml-1-1.js';

/** What cannot be sent as JSON, and where it stands. */
export interface JsonFlaw {
  readonly node: unknown;
  readonly what: string;
  readonly remedy: string;
}

/** The JSON of a body, and everything in it that JSON cannot hold; where there is any the text means nothing. */
export interface JsonReading {
  readonly text: string;
  readonly flaws: readonly JsonFlaw[];
}

/**
 * The JSON of a node, compact and with its keys in the order of the file. Numbers are sent as they are written: through the
 * numbers of this language a long id, a trailing zero or a large exponent would become another text.
 */
export function jsonText(root: unknown, document: Document): JsonReading {
  const flaws: JsonFlaw[] = [];
  const isOld = document.directives?.yaml.explicit === true && document.directives.yaml.version === '1.1';
  const flawed = (flaw: JsonFlaw | null): string | null => {
    if (flaw !== null) flaws.push(flaw);
    return flaw && 'null';
  };
  const written = (node: unknown): string => {
    if (isAlias(node)) return written(target(node, document));
    const placeholder = flawed(foreignTag(node) ?? (isOld ? otherMeaning(node) : null));
    if (placeholder !== null) return placeholder;
    if (isMap(node)) {
      for (const pair of node.items) flawed(keyFlaw(pair, document));
      const pairs = [...pairsOf(node, document)];
      return `{${pairs.map(([key, { value }]) => `${JSON.stringify(key)}:${written(value)}`).join(',')}}`;
    }
    if (isSeq(node)) return `[${node.items.map(written).join(',')}]`;
    return flawed(numberFlaw(node)) ?? scalarText(node);
  };
  return { text: written(root), flaws };
}

/** What to say of a key that is no text: mostly it is a template without quotes, whose braces begin mappings. */
export function keyWithoutText(key: unknown): { readonly what: string; readonly remedy: string } {
  const [inner] = isMap(key) && key.items.length === 1 ? key.items : [];
  if (!isScalar(inner?.key)) return { what: 'a key is a list or a mapping', remedy: 'write a text, in quotes' };
  const template = `{{${String(inner.key.value)}}}`;
  return { what: `${template} stands without quotes, and so is a mapping`, remedy: `write "${template}"` };
}

function keyFlaw(
  { key, value }: { readonly key: unknown; readonly value: unknown },
  document: Document,
): JsonFlaw | null {
  if (keyText(key, document) === null) return { node: key, ...keyWithoutText(key) };
  if (!isMergeKey(key) || sourcesOf(value, document).length > 0) return null;
  const what = 'the key `<<` without quotes puts in what another mapping has, and this is none';
  return { node: key, what, remedy: 'write "<<" to send such a key, or <<: *name' };
}

const PLAIN_TAGS = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'];

function foreignTag(node: unknown): JsonFlaw | null {
  const tag = (node as Node | null)?.tag;
  if (tag === undefined || PLAIN_TAGS.some((name) => tag === `tag:yaml.org,2002:${name}`)) return null;
  const what = `JSON has no !!${tag.split(':').at(-1)}`;
  return { node, what, remedy: 'write what is to be sent as a text, a list or a mapping' };
}

function otherMeaning(node: unknown): JsonFlaw | null {
  if (!isBare(node) || !isOtherInYaml11(node.source)) return null;
  const what = `${node.source} has another meaning in YAML 1.1, and the file is read as YAML 1.2`;
  return { node, what, remedy: `write "${node.source}" to send the text, or what is meant as YAML 1.2 has it` };
}

const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

function numberFlaw(node: unknown): JsonFlaw | null {
  if (!isScalar(node) || typeof node.value !== 'number') return null;
  const text = node.source ?? String(node.value);
  if (JSON_NUMBER.test(text)) return null;
  const plain = Number.isFinite(node.value) ? `, or ${plainNumber(text, node.value)} for the number` : '';
  return { node, what: `JSON has no number ${text}`, remedy: `write "${text}" to send the text${plain}` };
}

/** `02142` is 2142 with all its digits, however many they are. */
function plainNumber(text: string, value: number): string {
  return /^[-+]?[0-9]+$/.test(text) ? text.replace(/^\+/, '').replace(/^(-?)0+(?=[0-9])/, '$1') : String(value);
}

function scalarText(node: unknown): string {
  if (!isScalar(node) || node.value === null) return 'null';
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : JSON.stringify(node.value);
}
