import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';

import type { Path } from '../problem.js';

/** What the package is used for beside this file; it is imported here alone. */
export {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  stringify,
  visit,
} from 'yaml';

/** The node that an alias stands for, or the node itself. */
export function target(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** A key is its text, whatever YAML takes it for; null where it is no text at all. */
export function keyText(key: unknown, document: Document): string | null {
  const node = target(key, document);
  if (!isScalar(node)) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}

/** Whether a key is `<<` without quotes, which puts in what another mapping has. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && (key.type === undefined || key.type === Scalar.PLAIN);
}

/** Whether a scalar stands as a number, a boolean or null, and not as a text in quotes. */
export function isBare(node: unknown): node is Scalar & { readonly source: string } {
  return isScalar(node) && node.type === Scalar.PLAIN && node.tag === undefined && typeof node.source === 'string';
}

const PAIRS = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/**
 * The pairs of a mapping by the texts of their keys, with what is merged into it. A key of its own counts more than a
 * merged one, of merged ones the first, and of repeated ones the last.
 */
export function pairsOf(map: YAMLMap, document: Document): ReadonlyMap<string, Pair> {
  const known = PAIRS.get(map);
  if (known !== undefined) return known;
  const pairs = new Map<string, Pair>();
  const merged = new Set<string>();
  for (const pair of map.items) {
    if (isMergeKey(pair.key)) {
      for (const [key, inherited] of sourcesOf(pair.value, document).flatMap((one) => [...pairsOf(one, document)])) {
        if (pairs.has(key)) continue;
        pairs.set(key, inherited);
        merged.add(key);
      }
      continue;
    }
    const key = keyText(pair.key, document);
    if (key === null) continue;
    pairs.set(key, pair);
    merged.delete(key);
  }
  PAIRS.set(map, pairs);
  return pairs;
}

/** The mappings that a merge key names; empty where it names something else. */
export function sourcesOf(value: unknown, document: Document): readonly YAMLMap[] {
  const node = target(value, document);
  if (isMap(node)) return [node];
  return isSeq(node) ? node.items.map((item) => target(item, document)).filter((item) => isMap(item)) : [];
}

interface Found {
  readonly pair: Pair | null;
  readonly node: unknown;
  /** False where the path ends before its last part. */
  readonly complete: boolean;
}

/** Where a path leads, by way of aliases and merged mappings. */
export function follow(document: Document.Parsed, path: Path): Found {
  let found: Found = { pair: null, node: document.contents, complete: true };
  for (const part of path) {
    const next = step(target(found.node, document), part, document);
    if (next === null) return { ...found, complete: false };
    found = next;
  }
  return found;
}

function step(parent: unknown, part: string | number, document: Document): Found | null {
  if (isSeq(parent) && typeof part === 'number' && part < parent.items.length) {
    return { pair: null, node: parent.items[part], complete: true };
  }
  const pair = isMap(parent) ? pairsOf(parent, document).get(String(part)) : undefined;
  return pair === undefined ? null : { pair, node: pair.value, complete: true };
}

export function offsetOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}
