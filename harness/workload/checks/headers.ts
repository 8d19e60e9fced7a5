import { PLACEHOLDER } from '../../model/workload/template.js';
import { fill } from '../source/environment.js';
import type { Scope } from './scope.js';

/** A header of a request, as far as it could be read. */
export interface Header {
  readonly path: readonly ['requests', number, 'headers', string];
  readonly name: string;
  /** Filled from the environment. */
  readonly value: string;
}

export function headersOf({ draft, env, isSound }: Scope, index: number): readonly Header[] {
  return Object.entries(draft.requests?.[index]?.headers ?? {}).flatMap(([name, value]) => {
    const path = ['requests', index, 'headers', name] as const;
    return value === undefined || !isSound(path) ? [] : { path, name, value: fill(value, env) };
  });
}

/** Those of all requests. */
export function allHeaders(scope: Scope): readonly Header[] {
  return (scope.draft.requests ?? []).flatMap((_, index) => headersOf(scope, index));
}

/** The names between double braces. */
export function columnsIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!);
}
