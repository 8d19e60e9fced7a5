import { columnOf } from '../../../model/workload/feed.js';
import { type Problem, problemAt, problemAtKey, valueAt } from '../../problem.js';
import { allHeaders, columnsIn, headersOf } from '../headers.js';
import type { Scope } from '../scope.js';
import type { ClientRule } from './rule.js';

/** The name of the header host is written in lower case, whatever stands in the workload. */
export const checkLowerHost: ClientRule = (scope, client) =>
  allHeaders(scope)
    .filter(({ name }) => name !== 'host' && name.toLowerCase() === 'host')
    .map(({ path, name }) => problemAtKey(path, `${client} sends the header ${name} as host`, 'write host'));

/** Headers go by way of a plain object and of UTF-8. */
export const checkAsciiHeaders: ClientRule = (scope, client) =>
  allHeaders(scope).flatMap(({ path, name, value }): readonly Problem[] => {
    if (name === '__proto__') {
      return [problemAtKey(path, `${client} loses the header __proto__`, 'remove it, or another client')];
    }
    if (!beyondAscii(value) && !columnsIn(value).some((column) => hasBeyondAscii(scope, column))) return [];
    const what = `the header ${name} has letters beyond ASCII, of which ${client} makes two bytes each`;
    return [problemAt(path, what, 'write ASCII, or another client')];
  });

/** All connections are opened for one name. */
export const checkOneServerName: ClientRule = (scope, client) => {
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
};

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
