import { keysAt, type Problem, problemAtKey } from '../../problem.js';
import type { Check, Scope } from '../scope.js';

/** What the standard of fetch refuses, or takes without a word and does not send. */
export const checkFetchStandard: Check = (scope) =>
  (scope.draft.requests ?? []).flatMap((_, index) => [...bodies(scope, index), ...hosts(scope, index)]);

function bodies({ tree }: Scope, index: number): Problem[] {
  const path = ['requests', index];
  const keys = keysAt(tree, path);
  if (!keys.includes('get') && !keys.includes('head')) return [];
  return keys
    .filter((key) => key === 'json' || key === 'body')
    .map((key) => problemAtKey([...path, key], 'fetch sends no body with GET and HEAD', 'remove it, or write post'));
}

function hosts({ tree }: Scope, index: number): Problem[] {
  const path = ['requests', index, 'headers'];
  return keysAt(tree, path)
    .filter((name) => name.toLowerCase() === 'host')
    .map((name) => problemAtKey([...path, name], 'fetch sets the header host itself', 'remove it, or another client'));
}
