import { fill } from '../../model/workload/filled.js';
import { requestName } from '../build/requests.js';
import { keysAt, ownValue, type Problem, problemAt, problemAtKey } from '../problem.js';
import { readRequestPath } from '../readers/texts.js';
import { REQUEST_KINDS } from '../schema/request.js';
import { dynamoDbProblems } from './clients/dynamodb.js';
import { isHeaderName, isHeaderValue, noHeaderName, noHeaderValue } from './headers.js';
import type { Check, Scope } from './scope.js';

/** What the policy and the client decide, not the request. */
const RESERVED = ['connection', 'keep-alive', 'content-length', 'transfer-encoding', 'upgrade', 'trailer', 'expect'];

/** Every request has one method, at most one body, and a name of its own. */
export const checkRequests: Check = (scope) => {
  const requests = scope.draft.requests ?? [];
  return requests.flatMap((_, index) => [
    ...methodProblems(scope, index),
    ...bodyProblems(scope, index),
    ...dynamoDbProblems(scope, index),
    ...headerProblems(scope, index),
    ...nameProblems(scope, index),
  ]);
};

function methodProblems({ tree, draft, env, isSound }: Scope, index: number): Problem[] {
  const path = ['requests', index];
  const [kind, ...others] = REQUEST_KINDS.filter((key) => keysAt(tree, path).includes(key));
  if (kind === undefined) {
    if (!isSound(path) || !keysAt(tree, []).includes('requests')) return [];
    return [problemAt(path, 'the request has no method and path', 'write one, such as get: /orders/42')];
  }
  const both = others.map((key) =>
    problemAtKey([...path, key], `the request has both ${kind} and ${key}`, 'write two requests'),
  );
  if (kind === 'dynamodb') return both;
  const written = draft.requests?.[index]?.[kind];
  const filled = written === undefined ? null : readRequestPath(fill(written, env));
  if (filled === null || filled.ok || !isSound([...path, kind])) return both;
  return [
    ...both,
    problemAt(
      [...path, kind],
      'the path, filled from the environment, has a character that it cannot hold',
      filled.right,
    ),
  ];
}

function bodyProblems({ tree }: Scope, index: number): Problem[] {
  const path = ['requests', index];
  const keys = keysAt(tree, path);
  if (!keys.includes('json') || !keys.includes('body')) return [];
  return [problemAtKey([...path, 'body'], 'the request has both json and body', 'keep one of them')];
}

function headerProblems({ tree, draft, env, isSound }: Scope, index: number): Problem[] {
  const names = keysAt(tree, ['requests', index, 'headers']);
  return names.flatMap((name, place): Problem[] => {
    const path = ['requests', index, 'headers', name];
    const lower = name.toLowerCase();
    if (!isHeaderName(lower)) return [noHeaderName(path, name)];
    if (RESERVED.includes(lower)) {
      return [
        problemAtKey(
          path,
          `the header ${name} is not the request's to set`,
          'the policy and the client decide it: remove it',
        ),
      ];
    }
    if (names.findIndex((other) => other.toLowerCase() === lower) < place) {
      return [problemAtKey(path, `the header ${name} is here twice`, 'remove one of them')];
    }
    const value = ownValue(draft.requests?.[index]?.headers, name);
    if (value === undefined || !isSound(path) || isHeaderValue(fill(value, env))) return [];
    return [noHeaderValue(path, name)];
  });
}

function nameProblems({ tree, draft, isSound }: Scope, index: number): Problem[] {
  const names = (draft.requests ?? []).map((request) => (request === undefined ? null : requestName(request)));
  const name = names[index];
  const path = ['requests', index];
  if (name === null || name === undefined || !isSound([...path, 'name']) || names.indexOf(name) === index) return [];
  const what = `two requests are called \`${name}\``;
  const place = keysAt(tree, path).includes('name') ? [...path, 'name'] : path;
  return [problemAt(place, what, 'give each a name of its own, such as name: get-order')];
}
