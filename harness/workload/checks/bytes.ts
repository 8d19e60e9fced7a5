import { type Problem, problemAt, valueAt } from '../problem.js';
import { type Header, headersOf } from './headers.js';
import type { Check, Scope } from './scope.js';

/**
 * The bytes on the wire are the text of the workload. Most of what libraries change on the way is undone where they send
 * it, in `workers/clients`; what no client can send is refused here, and what one of them cannot by its own rules.
 */
export const checkBytes: Check = (scope) =>
  (scope.draft.requests ?? []).flatMap((_, index) => [
    ...bodyProblems(scope, index),
    ...headersOf(scope, index).flatMap(hostProblems),
  ]);

/** Each half of a pair alone is no letter, and would be sent as the sign that stands for none. */
function bodyProblems({ tree }: Scope, index: number): Problem[] {
  const path = ['requests', index, 'body'];
  const body = valueAt(tree, path);
  if (typeof body !== 'string' || !/\p{Surrogate}/u.test(body)) return [];
  return [
    problemAt(path, 'the body has half of a pair of surrogates, which UTF-8 cannot hold', 'write the whole letter'),
  ];
}

function hostProblems({ path, name, value }: Header): readonly Problem[] {
  if (name.toLowerCase() !== 'host' || (value !== '' && !/\s/.test(value))) return [];
  return [problemAt(path, 'the header host names no host', 'write a name, with a port or without')];
}
