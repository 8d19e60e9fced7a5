import { type Mistake, type SourcePlace, UserMistake } from '../../model/mistake.js';
import { PLACEHOLDER_EXAMPLE } from '../../model/workload/filled.js';
import { keysAt, type Path, pathText, valueAt } from '../problem.js';
import { jsonText } from './json-text.js';
import {
  type Document,
  follow,
  isMap,
  isMergeKey,
  isScalar,
  keyText,
  LineCounter,
  type Node,
  offsetOf,
  parseDocument,
  visit,
} from './nodes.js';
import { type NoteZeros, plainTree, Unreadable } from './tree.js';

/** A YAML file as a plain tree whose every value can be found again in the text. */
export interface Source {
  readonly tree: unknown;
  /** The place of a key or a value; of the nearest parent where the path is not in the file. */
  readonly placeOf: (path: Path, at: 'key' | 'value') => SourcePlace;
  /** The bodies that are sent as JSON, by the index of their request; those that JSON cannot hold are mistakes. */
  readonly jsonBodies: ReadonlyMap<string, string>;
  /** Mistakes that leave the rest of the file readable. */
  readonly mistakes: readonly Mistake[];
}

type PlaceAt = (offset: number) => SourcePlace;

/**
 * Reads one YAML document, always by the rules of YAML 1.2 and with merge keys; throws UserMistake where the text cannot
 * be read as a tree.
 */
export function parseYaml(file: string, text: string): Source {
  const lines = new LineCounter();
  // Repeated keys are found below, in one pass; the package compares every key with every other.
  const document = parseDocument(text, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
  });
  const placeAt = placesOf(file, text, lines);
  refuseUnreadable(document, placeAt);
  const mistakeAt = (what: string, remedy: string, node: unknown): Mistake => {
    return { what, remedy, where: placeAt(offsetOf(node) ?? 0) };
  };
  const zeros: Mistake[] = [];
  const tree = treeOf(document, mistakeAt, (text, value, node) => {
    const what = `${text} has a leading zero, which some read as a sign of octal digits`;
    zeros.push(mistakeAt(what, `write ${value}`, node));
  });
  const json = jsonBodies(tree, document, mistakeAt);
  return {
    tree,
    placeOf: (path, at) => placeAt(placeIn(document, path, at)),
    jsonBodies: json.texts,
    mistakes: [...repeatedKeys(document, placeAt), ...zeros, ...json.mistakes],
  };
}

type MistakeAt = (what: string, remedy: string, node: unknown) => Mistake;

/** Braces within a mapping in braces begin another one, which makes them the usual cause; null where there are none. */
function quotesFor({ text, column }: SourcePlace): string | null {
  if (/[^"']\$\{env/.test(text)) return `put the variable in quotes: "${PLACEHOLDER_EXAMPLE}"`;
  const before = text.slice(0, column).match(/[^\s,:[{"']*\{?$/)?.[0] ?? '';
  const template = /^\{?\{[^{}]*\}\}[^\s,}\]]*/.exec(text.slice(column - 1))?.[0];
  if (template === undefined) return null;
  const whole = `${before.replace(/\{+$/, '')}{{${template.replace(/^\{+/, '')}`;
  return `put the text with its template in quotes: "${whole}"`;
}

function treeOf(document: Document.Parsed, mistakeAt: MistakeAt, noteZeros: NoteZeros): unknown {
  try {
    return plainTree(document, noteZeros);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new UserMistake([mistakeAt(error.message, error.remedy, error.node)]);
  }
}

function jsonBodies(tree: unknown, document: Document.Parsed, mistakeAt: MistakeAt) {
  const texts = new Map<string, string>();
  const mistakes: Mistake[] = [];
  for (const path of jsonOwners(tree)) {
    const { node, complete } = follow(document, [...path, 'json']);
    if (!complete) continue;
    const { text, flaws } = jsonText(node, document);
    texts.set(pathText(path), text);
    mistakes.push(...flaws.map(({ what, remedy, node: flawed }) => mistakeAt(what, remedy, flawed)));
  }
  return { texts, mistakes };
}

/** Everything that may have a body of JSON: requests, and the answers of what a service calls. */
function jsonOwners(tree: unknown): Path[] {
  const lists: Path[] = [['requests'], ...keysAt(tree, ['calls']).map((name) => ['calls', name, 'answers'])];
  return lists.flatMap((path) => {
    const list = valueAt(tree, path);
    return Array.isArray(list) ? list.map((_, index) => [...path, index]) : [];
  });
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
    const remedy = quotesFor(placeAt(error.pos[0])) ?? 'correct the line; what follows it is not read';
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

function repeatedKeys(document: Document.Parsed, placeAt: PlaceAt): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Map: (_, map) => {
      const first = new Map<string, number>();
      for (const { key } of map.items) {
        const name = keyText(key, document);
        if (name === null || !isScalar(key) || !key.range) continue;
        const where = placeAt(key.range[0]);
        const line = first.get(name);
        if (line === undefined) first.set(name, where.line);
        else
          mistakes.push({
            what: `the key \`${name}\` is here twice; first on line ${line}`,
            remedy: isMergeKey(key) ? 'write a list: <<: [*one, *two]' : 'remove one of them',
            where,
          });
      }
    },
  });
  return mistakes;
}

function placeIn(document: Document.Parsed, path: Path, at: 'key' | 'value'): number {
  const { pair, node, complete } = follow(document, path);
  const keyOffset = isScalar(pair?.key) ? offsetOf(pair.key) : undefined;
  const value = node as Node | null;
  const hasText = value?.range && !(isScalar(value) && value.range[0] === value.range[1]);
  const valueOffset = hasText ? offsetOf(value) : undefined;
  return (at === 'value' && complete ? (valueOffset ?? keyOffset) : (keyOffset ?? valueOffset)) ?? 0;
}
