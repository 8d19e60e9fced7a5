import { fill } from '../../model/workload/filled.js';
import { PLACEHOLDER } from '../../model/workload/template.js';
import { type Path, type Problem, problemAt, problemAtKey } from '../problem.js';
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

export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name);
}

export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

export function noHeaderName(path: Path, name: string): Problem {
  return problemAtKey(path, `\`${name}\` is not a name of a header`, 'use letters, digits and dashes');
}

export function noHeaderValue(path: Path, name: string): Problem {
  const what = `the value of the header ${name} has a character that it cannot hold`;
  return problemAt(path, what, 'remove line breaks and letters beyond Latin-1');
}
