import { columnOf } from '../../model/workload/feed.js';
import { fill } from '../../model/workload/filled.js';
import { OWN_NAMES, PLACEHOLDER, placeholder } from '../../model/workload/template.js';
import type { FeedTable } from '../feed/feed.js';
import { nearest } from '../nearest.js';
import { either, isMapping, keysAt, type Path, type Problem, problemAt, problemAtKey, valueAt } from '../problem.js';
import type { Check, Scope } from './scope.js';

/** Whatever stands in double braces, whether or not it can be a name. */
const BRACES = /\{\{[^{}]*\}\}/g;
/** What would end a header, or has no byte of its own in Latin-1. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** Every template has a name that is known, and every feed is used. */
export const checkTemplates: Check = (scope) => {
  const { feed } = scope;
  if (!scope.isSound(['feed'])) return [];
  if (feed !== null && !feed.ok) return [problemAt(['feed'], feed.wrong, feed.right)];
  const texts = requestTexts(scope.tree);
  const table = feed === null ? null : feed.value;
  return [...texts.flatMap((text) => templateProblems(scope, text, table)), ...unused(texts, table)];
};

interface Text {
  readonly path: Path;
  readonly text: string;
}

/** Everything that is sent with requests, keys of JSON included. */
function requestTexts(tree: unknown): readonly Text[] {
  const requests = valueAt(tree, ['requests']);
  if (!Array.isArray(requests)) return [];
  return requests.flatMap((_, index) =>
    keysAt(tree, ['requests', index])
      .filter((key) => key !== 'name' && key !== 'weight')
      .flatMap((key) => textsAt(valueAt(tree, ['requests', index, key]), ['requests', index, key])),
  );
}

function textsAt(value: unknown, path: Path): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsAt(item, [...path, index]));
  if (!isMapping(value)) return [];
  const keys = path[2] === 'json' ? Object.keys(value).map((key) => ({ path: [...path, key], text: key })) : [];
  return [...keys, ...Object.entries(value).flatMap(([key, item]) => textsAt(item, [...path, key]))];
}

function templateProblems({ env }: Scope, { path, text }: Text, table: FeedTable | null): readonly Problem[] {
  const found = new Set(text.match(BRACES) ?? []);
  const foreign = (fill(text, env).match(BRACES) ?? []).some((braces) => !found.has(braces));
  const what = 'a variable of the environment holds a template, which would be filled in';
  return [
    ...(foreign ? [problemAt(path, what, 'write templates in the workload only')] : []),
    ...[...found].flatMap((braces) => nameProblems(path, braces, table)),
  ];
}

function nameProblems(path: Path, braces: string, table: FeedTable | null): readonly Problem[] {
  const [name] = namesIn(braces);
  if (name === undefined) {
    return [problemAt(path, `${braces} holds no name`, 'names have letters, digits, dashes, dots and underscores')];
  }
  if (OWN_NAMES.some((own) => own === name)) return [];
  const columns = table?.rows.columns ?? [];
  if (table !== null && columns.includes(name)) return path[2] === 'headers' ? headerProblems(path, name, table) : [];
  const known = [...OWN_NAMES, ...columns].map(placeholder);
  const near = nearest(name, columns);
  const instead = table === null ? `write ${either(known)}, or add feed: FILE.csv` : `known are ${known.join(', ')}`;
  const remedy = near === null ? instead : `did you mean ${placeholder(near)}? ${instead}`;
  return [
    problemAt(path, `${placeholder(name)} ${table === null ? 'needs a feed' : 'is no column of the feed'}`, remedy),
  ];
}

function headerProblems(path: Path, name: string, { rows, lineOf, feed }: FeedTable): readonly Problem[] {
  const valueAt = columnOf(rows, name);
  if (valueAt === null) return [];
  for (let row = 0; row < rows.rows; row += 1) {
    if (!UNSENDABLE.test(valueAt(row))) continue;
    const what = `${placeholder(name)} has a character that a header cannot hold, in the row at line ${lineOf(row)} of ${feed.file}`;
    return [problemAt(path, what, 'remove line breaks, control characters and letters beyond Latin-1')];
  }
  return [];
}

function unused(texts: readonly Text[], table: FeedTable | null): readonly Problem[] {
  const names = new Set(texts.flatMap(({ text }) => namesIn(text)));
  if (table === null || [...names].some((name) => !OWN_NAMES.some((own) => own === name))) return [];
  const example = placeholder(table.rows.columns[0]!);
  return [problemAtKey(['feed'], 'no request uses the feed', `write ${example} in a path, a header or a body`)];
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!);
}
