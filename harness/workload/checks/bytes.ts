import type { ClientName } from '../../model/workload/clients.js';
import { columnOf } from '../../model/workload/feed.js';
import { PLACEHOLDER } from '../../model/workload/template.js';
import { type Problem, problemAt, problemAtKey, valueAt } from '../problem.js';
import { fill } from '../source/environment.js';
import { clientsOf } from './client.js';
import type { Check, Scope } from './scope.js';

/**
 * The bytes on the wire are the text of the workload. Most of what libraries change on the way is undone where they send
 * it, in `workers/clients`; what cannot be undone is refused here.
 */
export const checkBytes: Check = (scope) => {
  const clients = clientsOf(scope).flatMap(({ client }) => client ?? []);
  const requests = scope.draft.requests ?? [];
  return [
    ...requests.flatMap((_, index) => [
      ...bodyProblems(scope, index),
      ...headersOf(scope, index).flatMap((header) => [
        ...hostProblems(header),
        ...clients.flatMap((client) => RULES[client]?.(scope, header) ?? []),
      ]),
    ]),
    ...clients.flatMap((client) => (ONE_NAME.includes(client) ? serverNameProblems(scope, client) : [])),
  ];
};

interface Header {
  readonly path: readonly ['requests', number, 'headers', string];
  readonly name: string;
  /** Filled from the environment. */
  readonly value: string;
}

type Rule = (scope: Scope, header: Header) => readonly Problem[];

const RULES: { readonly [Client in ClientName]?: Rule } = {
  undici(_, { path, name }) {
    if (name === 'host' || name.toLowerCase() !== 'host') return [];
    return [problemAtKey(path, `undici sends the header ${name} as host`, 'write host')];
  },
  autocannon(scope, { path, name, value }) {
    if (name === '__proto__') {
      return [problemAtKey(path, 'autocannon loses the header __proto__', 'remove it, or another client')];
    }
    if (!beyondAscii(value) && !columnsIn(value).some((column) => hasBeyondAscii(scope, column))) return [];
    const what = `the header ${name} has letters beyond ASCII, of which autocannon makes two bytes each`;
    return [problemAt(path, what, 'write ASCII, or another client')];
  },
};

/** Clients whose connections are all opened for one name. */
const ONE_NAME: readonly ClientName[] = ['socket', 'autocannon'];

/** Each half of a pair alone is no letter, and would be sent as the sign that stands for none. */
function bodyProblems({ tree }: Scope, index: number): Problem[] {
  const path = ['requests', index, 'body'];
  const body = valueAt(tree, path);
  if (typeof body !== 'string' || !/\p{Surrogate}/u.test(body)) return [];
  return [
    problemAt(path, 'the body has half of a pair of surrogates, which UTF-8 cannot hold', 'write the whole letter'),
  ];
}

function headersOf({ draft, env, isSound }: Scope, index: number): readonly Header[] {
  return Object.entries(draft.requests?.[index]?.headers ?? {}).flatMap(([name, value]) => {
    const path = ['requests', index, 'headers', name] as const;
    return value === undefined || !isSound(path) ? [] : { path, name, value: fill(value, env) };
  });
}

function hostProblems({ path, name, value }: Header): readonly Problem[] {
  if (name.toLowerCase() !== 'host' || (value !== '' && !/\s/.test(value))) return [];
  return [problemAt(path, 'the header host names no host', 'write a name, with a port or without')];
}

function serverNameProblems(scope: Scope, client: ClientName): readonly Problem[] {
  const url = valueAt(scope.tree, ['target', 'url']);
  if (typeof url !== 'string' || !/^https:/i.test(url)) return [];
  const hosts = (scope.draft.requests ?? []).map((_, index) =>
    headersOf(scope, index).find(({ name }) => name.toLowerCase() === 'host'),
  );
  const named = hosts.find((host) => host !== undefined);
  const isOne = new Set(hosts.map((host) => host?.value)).size === 1;
  if (named === undefined || (isOne && columnsIn(named.value).length === 0)) return [];
  const what = `over https ${client} opens its connections for one host, and the requests name several`;
  return [problemAt(named.path, what, 'write the same host in every request, or another client')];
}

/** The names between double braces. */
function columnsIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!);
}

function hasBeyondAscii({ feed }: Scope, column: string): boolean {
  if (feed === null || !feed.ok) return false;
  const valueIn = columnOf(feed.value.rows, column);
  if (valueIn === null) return false;
  for (let row = 0; row < feed.value.rows.rows; row += 1) if (beyondAscii(valueIn(row))) return true;
  return false;
}

function beyondAscii(text: string): boolean {
  return /[^\t\x20-\x7e]/.test(text);
}
