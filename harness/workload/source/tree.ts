import type { Path } from '../problem.js';
import { keyWithoutText } from './json-text.js';
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
  visit,
} from './nodes.js';
import { isInJson, isSentText } from './sent-texts.js';

/** A file that cannot be a tree: reading ends there. */
export class Unreadable extends Error {
  readonly remedy: string;
  readonly node: unknown;

  constructor(what: string, remedy: string, node: unknown) {
    super(what);
    this.remedy = remedy;
    this.node = node;
  }
}

/** What aliases may expand to: far more than any workload, and done at once. */
const MOST_NODES = 20_000;

/** Told of a number with a leading zero, which is decimal here and octal in YAML 1.1. */
export type NoteZeros = (text: string, value: number, node: unknown) => void;

/**
 * A file as plain values: mappings with the texts of their keys, and texts, numbers, booleans and null. Where a text is sent
 * it is the text of the file: `0012` of a header stays what it is. Throws Unreadable.
 */
export function plainTree(document: Document.Parsed, noteZeros: NoteZeros): unknown {
  const [first] = checkAliases(document);
  let expanded = 0;
  const convert = (node: unknown, path: Path, aliased: boolean): unknown => {
    if (aliased) expanded += 1;
    if (expanded > MOST_NODES) {
      throw new Unreadable('the aliases of the file expand to too much', 'write the values out', first);
    }
    if (isAlias(node)) return convert(target(node, document), path, true);
    if (isMap(node)) {
      const entries = [...pairsOf(node, document)];
      // What JSON cannot hold is told with what to write in its place.
      if (!isInJson(path)) requireKeys(node.items, document);
      return Object.fromEntries(entries.map(([key, { value }]) => [key, convert(value, [...path, key], aliased)]));
    }
    if (isSeq(node)) return node.items.map((item, index) => convert(item, [...path, index], aliased));
    return plainValue(node, path, noteZeros);
  };
  try {
    return convert(document.contents, [], false);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Unreadable('the file is nested too deeply', 'a workload needs a handful of levels', null);
  }
}

function plainValue(node: unknown, path: Path, noteZeros: NoteZeros): unknown {
  if (!isScalar(node)) return null;
  const { value } = node;
  if (isSentText(path) && isBare(node) && value !== null) return node.source;
  if (typeof value === 'number' && isBare(node) && /^[-+]?0[0-9]/.test(node.source) && !isInJson(path)) {
    noteZeros(node.source, value, node);
  }
  return value instanceof Uint8Array || value instanceof Date ? String(node.source) : value;
}

function requireKeys(pairs: readonly { readonly key: unknown; readonly value: unknown }[], document: Document): void {
  for (const { key, value } of pairs) {
    if (keyText(key, document) === null) {
      const { what, remedy } = keyWithoutText(key);
      throw new Unreadable(what, remedy, key);
    }
    if (isMergeKey(key) && sourcesOf(value, document).length === 0) {
      throw new Unreadable('`<<` puts in what another mapping has, and this is none', 'write <<: *name', key);
    }
  }
}

/** The aliases of a file; throws where one means nothing, or itself. */
function checkAliases(document: Document.Parsed): readonly Node[] {
  const aliases: Node[] = [];
  visit(document, {
    Alias: (_, alias, ancestors) => {
      aliases.push(alias);
      const anchor = alias.resolve(document);
      const name = alias.source;
      if (anchor === undefined) {
        const remedy = `write &${name} at the value that it repeats`;
        throw new Unreadable(`the alias *${name} has no anchor before it`, remedy, alias);
      }
      if (ancestors.includes(anchor))
        throw new Unreadable(`the alias *${name} contains itself`, 'write the value out', alias);
    },
  });
  return aliases;
}
