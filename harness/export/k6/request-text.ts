import { OWN_NAMES, PLACEHOLDER } from '../../model/workload/template.js';
import type { RequestTemplate, Workload } from '../../model/workload/workload.js';

/** The requests of a workload as TypeScript, with the names that their texts use of the script. */

/** A variable of the environment, as it stands in a workload. */
const VARIABLE = /\$\{env\.([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** A placeholder of a request or a variable, with one name in either group. */
const INSERTED = new RegExp(`${PLACEHOLDER.source}|${VARIABLE.source}`, 'g');

/** What a value is passed through where it is filled in: the text of a function's name, or empty for none. */
type Encoding = 'encodeURIComponent' | 'withinJson' | '';

/** The whole list of requests, indented to stand in a list. */
export function requestTexts({ requests }: Pick<Workload, 'requests'>): string {
  return requests.map(requestText).join('\n');
}

/** The variables that the requests are filled with. */
export function variablesOf({ requests }: Pick<Workload, 'requests'>): string[] {
  const texts = requests.flatMap(({ path, headers, body }) => [path, ...Object.values(headers), body ?? '']);
  return [...new Set(texts.flatMap((text) => [...text.matchAll(VARIABLE)].map((match) => match[1]!)))].toSorted();
}

/** The columns of the feed that the requests are filled with. */
export function columnsOf({ requests }: Pick<Workload, 'requests'>): string[] {
  const texts = requests.flatMap(({ path, headers, body }) => [path, ...Object.values(headers), body ?? '']);
  const names = texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!));
  return [...new Set(names)].filter((name) => !isOwn(name)).toSorted();
}

function requestText(request: RequestTemplate): string {
  const { name, weight, method, path, headers, body } = request;
  const encoding = bodyEncoding(request);
  const headerRows = Object.entries(headers).map(([key, value]) => `${quoted(key)}: ${valueText(value, '', '')}`);
  const texts = [path, ...Object.values(headers), body ?? ''];
  return [
    '  {',
    `    name: ${quoted(name)},`,
    `    weight: ${weight},`,
    `    method: ${quoted(method)},`,
    `    fill: (${parameters(texts)}) => ({`,
    `      path: ${valueText(path, 'encodeURIComponent', '')},`,
    `      headers: {${headerRows.length === 0 ? '' : ` ${headerRows.join(', ')} `}},`,
    `      body: ${body === null ? 'null' : valueText(body, encoding, encoding)},`,
    '    }),',
    '  },',
  ].join('\n');
}

/** Only what is used is taken apart, so that a compiler has nothing to say. */
function parameters(texts: readonly string[]): string {
  const names = new Set(texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!)));
  const own = OWN_NAMES.filter((name) => names.has(name));
  const used = [...own, ...([...names].some((name) => !isOwn(name)) ? ['row'] : [])];
  return used.length === 0 ? '' : `{ ${used.join(', ')} }`;
}

/** In a JSON body a value is escaped, unless its placeholder is the whole body. */
function bodyEncoding({ headers, body }: RequestTemplate): Encoding {
  const isJson = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'content-type' && /json/i.test(value),
  );
  const isWhole = body?.trim().replace(INSERTED, '') === '';
  return isJson && !isWhole ? 'withinJson' : '';
}

/** A text as a literal: of one without placeholders a plain one. Variables of the environment are encoded apart. */
function valueText(text: string, encoding: Encoding, ofVariables: Encoding): string {
  const pieces: string[] = [];
  let at = 0;
  for (const match of text.matchAll(INSERTED)) {
    pieces.push(escaped(text.slice(at, match.index)));
    const [all, name, variable] = match;
    const value = variable === undefined ? named(name!) : `VARIABLES.${variable}`;
    const coding = variable === undefined ? (isOwn(name!) ? '' : encoding) : ofVariables;
    pieces.push(`\${${coding === '' ? value : `${coding}(${value})`}}`);
    at = match.index + all.length;
  }
  return pieces.length === 0 ? quoted(text) : `\`${pieces.join('')}${escaped(text.slice(at))}\``;
}

function named(name: string): string {
  return isOwn(name) ? name : `row[${quoted(name)}]`;
}

function isOwn(name: string): boolean {
  return OWN_NAMES.some((own) => own === name);
}

/** Within the backquotes of a template. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`]|\$\{/g, '\\$&').replaceAll('\r', '\\r');
}

/** In the quotes of this project, unless others need fewer signs. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  const inner = json.slice(1, -1).replaceAll('\\"', '"');
  return inner.includes("'") ? json : `'${inner}'`;
}
