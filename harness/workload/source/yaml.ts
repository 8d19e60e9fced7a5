import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { type Mistake, type SourcePlace, UserMistake } from '../../model/mistake.js';
import type { Path } from '../problem.js';
import { PLACEHOLDER_EXAMPLE } from './environment.js';

/** A YAML file as a plain tree whose every value can be found again in the text. */
export interface Source {
  readonly tree: unknown;
  /** The place of a key or a value; of the nearest parent where the path is not in the file. */
  readonly placeOf: (path: Path, at: 'key' | 'value') => SourcePlace;
  /** Mistakes that leave the rest of the file readable. */
  readonly mistakes: readonly Mistake[];
}

type PlaceAt = (offset: number) => SourcePlace;

/** Reads one YAML document; throws UserMistake where the text cannot be read as a tree. */
export function parseYaml(file: string, text: string): Source {
  const lines = new LineCounter();
  // Repeated keys are found below, in one pass; the package compares every key with every other.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
  });
  const placeAt = placesOf(file, text, lines);
  refuseUnreadable(document, placeAt);
  return {
    tree: plainTree(document, placeAt),
    placeOf: (path, at) => placeAt(offsetOf(document, path, at)),
    mistakes: repeatedKeys(document, placeAt),
  };
}

function placesOf(file: string, text: string, lines: LineCounter): PlaceAt {
  const written = text.split(/\r\n|\n/);
  return (offset) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(1, line), column: Math.max(1, col), text: written[line - 1] ?? '' };
  };
}

function refuseUnreadable(document: Document.Parsed, placeAt: PlaceAt): void {
  const at = (offset: number, what: string, remedy: string): never => {
    throw new UserMistake([{ what, remedy, where: placeAt(offset) }]);
  };
  // What follows the first error is mostly its echo.
  const error = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (error?.code === 'RESOURCE_EXHAUSTION') {
    at(error.pos[0], 'the file is nested too deeply', 'a workload needs a handful of levels');
  }
  if (error?.code === 'MULTIPLE_DOCS') {
    at(
      error.pos[0],
      'the file holds more than one YAML document',
      'one question a file: remove the `---` and what follows it',
    );
  }
  if (error !== undefined) {
    // Braces begin a mapping there, which makes this the usual cause.
    const isVariable = /[^"']\$\{env/.test(placeAt(error.pos[0]).text);
    const remedy = isVariable
      ? `put the variable in quotes: "${PLACEHOLDER_EXAMPLE}"`
      : 'correct the line; what follows it is not read';
    at(error.pos[0], `this is not YAML: ${error.message.replace(/\s+/g, ' ')}`, remedy);
  }
  const top = document.contents;
  if (top === null || (isScalar(top) && top.value === null)) {
    at(0, 'the file is empty', 'begin with name, peak, target and policies, as workloads/peak.yaml does');
  }
  if (!isMap(top)) {
    at(
      top?.range[0] ?? 0,
      'the file is not a mapping of keys to values',
      'begin with name: and peak:, as workloads/peak.yaml does',
    );
  }
}

function plainTree(document: Document.Parsed, placeAt: PlaceAt): unknown {
  const refused = (what: string, remedy: string, node: Node | null): UserMistake =>
    new UserMistake([{ what, remedy, where: placeAt(node?.range?.[0] ?? 0) }]);
  const aliases: Node[] = [];
  visit(document, {
    Alias: (_, alias, ancestors) => {
      aliases.push(alias);
      const anchor = alias.resolve(document);
      if (anchor === undefined)
        throw refused(
          `the alias *${alias.source} has no anchor before it`,
          `write &${alias.source} at the value that it repeats`,
          alias,
        );
      if (ancestors.includes(anchor))
        throw refused(`the alias *${alias.source} contains itself`, 'write the value out', alias);
    },
  });
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError)
      throw refused('the aliases of the file expand to too much', 'write the values out', aliases[0] ?? null);
    throw refused('the file is nested too deeply', 'a workload needs a handful of levels', null);
  }
}

function repeatedKeys(document: Document.Parsed, placeAt: PlaceAt): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Map: (_, map) => {
      const first = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key) || !key.range) continue;
        const name = String(key.value);
        const where = placeAt(key.range[0]);
        const line = first.get(name);
        if (line === undefined) first.set(name, where.line);
        else
          mistakes.push({
            what: `the key \`${name}\` is here twice; first on line ${line}`,
            remedy: 'remove one of them',
            where,
          });
      }
    },
  });
  return mistakes;
}

interface Found {
  readonly pair: Pair | null;
  readonly node: unknown;
  /** False where the path ends before its last part. */
  readonly complete: boolean;
}

function follow(document: Document.Parsed, path: Path): Found {
  let found: Found = { pair: null, node: document.contents, complete: true };
  for (const part of path) {
    const next = step(isAlias(found.node) ? found.node.resolve(document) : found.node, part);
    if (next === null) return { ...found, complete: false };
    found = next;
  }
  return found;
}

const PAIRS = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** Of repeated keys the last one counts. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = PAIRS.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])));
  PAIRS.set(map, pairs);
  return pairs;
}

function step(parent: unknown, part: string | number): Found | null {
  if (isSeq(parent) && typeof part === 'number' && part < parent.items.length) {
    return { pair: null, node: parent.items[part], complete: true };
  }
  const pair = isMap(parent) ? pairsOf(parent).get(String(part)) : undefined;
  return pair === undefined ? null : { pair, node: pair.value, complete: true };
}

function offsetOf(document: Document.Parsed, path: Path, at: 'key' | 'value'): number {
  const { pair, node, complete } = follow(document, path);
  const keyOffset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  const value = node as Node | null;
  const hasText = value?.range && !(isScalar(value) && value.range[0] === value.range[1]);
  const valueOffset = hasText ? value.range?.[0] : undefined;
  return (at === 'value' && complete ? (valueOffset ?? keyOffset) : (keyOffset ?? valueOffset)) ?? 0;
}
