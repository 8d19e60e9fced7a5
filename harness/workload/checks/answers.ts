import { statSync } from 'node:fs';
import { keysAt, ownValue, type Problem, problemAt, problemAtKey } from '../problem.js';
import { ANSWER_METHODS } from '../schema/service.js';
import { beside, fileRemedy } from '../source/beside.js';
import { isHeaderName, isHeaderValue, noHeaderName, noHeaderValue } from './headers.js';
import type { Check, Scope } from './scope.js';

type DraftAnswer = { readonly [Method in (typeof ANSWER_METHODS)[number]]?: string | undefined };

/** What a stand-in answers can be sent: its headers are some, and its files are there. */
export const checkAnswers: Check = (scope) =>
  keysAt(scope.tree, ['calls']).flatMap((name) =>
    (ownValue(scope.draft.calls, name)?.answers ?? []).flatMap((_, index) => [
      ...headerProblems(scope, name, index),
      ...bodyProblems(scope, name, index),
      ...orderProblems(scope, name, index),
      ...fileProblems(scope, name, index),
    ]),
  );

/** Another value of them would break the answer, or be lost. */
const MADE_HERE: readonly string[] = ['content-length', 'transfer-encoding'];

function headerProblems({ tree, draft, isSound }: Scope, call: string, index: number): Problem[] {
  const headers = ['calls', call, 'answers', index, 'headers'];
  return keysAt(tree, headers).flatMap((name): Problem[] => {
    const path = [...headers, name];
    if (!isHeaderName(name)) return [noHeaderName(path, name)];
    if (MADE_HERE.includes(name.toLowerCase())) {
      return [problemAtKey(path, `${name} follows from the body, and is sent by itself`, 'remove it')];
    }
    const value = ownValue(ownValue(draft.calls, call)?.answers?.[index]?.headers, name);
    return value === undefined || !isSound(path) || isHeaderValue(value) ? [] : [noHeaderValue(path, name)];
  });
}

/** HTTP has no body in these answers, and none would be sent. */
const BARE: readonly number[] = [204, 205, 304];

function bodyProblems({ draft }: Scope, call: string, index: number): Problem[] {
  const { status, json, text, file, echo } = ownValue(draft.calls, call)?.answers?.[index] ?? {};
  if (status === undefined || !BARE.includes(status)) return [];
  const bodies = Object.entries({ json, text, file, echo: echo || undefined });
  return bodies
    .filter(([, body]) => body !== undefined && body !== '')
    .map(([key]) => {
      const path = ['calls', call, 'answers', index, key];
      return problemAtKey(path, `an answer of status ${status} has no body`, `remove ${key}, or write status: 200`);
    });
}

/** The first that fits answers: one behind it that fits nothing else is never sent. */
function orderProblems({ draft, isSound }: Scope, call: string, index: number): Problem[] {
  const answers = ownValue(draft.calls, call)?.answers ?? [];
  const asked = askedOf(answers[index]);
  if (asked === null || !isSound(['calls', call, 'answers', index])) return [];
  const first = answers.slice(0, index).findIndex((one) => covers(askedOf(one), asked));
  if (first === -1) return [];
  const what = `the answer is never sent: calls.${call}.answers[${first}] fits everything that it fits`;
  return [problemAtKey(['calls', call, 'answers', index, asked.method], what, 'move it up, or remove it')];
}

interface Asked {
  readonly method: (typeof ANSWER_METHODS)[number];
  readonly path: string;
}

function askedOf(answer: DraftAnswer | undefined): Asked | null {
  const [method, ...others] = ANSWER_METHODS.filter((one) => answer?.[one] !== undefined);
  return method === undefined || others.length > 0 ? null : { method, path: answer![method]! };
}

function covers(first: Asked | null, { method, path }: Asked): boolean {
  if (first === null || (first.method !== 'any' && first.method !== method)) return false;
  if (!first.path.endsWith('*')) return first.path === path;
  return path.startsWith(first.path.slice(0, -1));
}

function fileProblems({ draft, folder, isSound }: Scope, call: string, index: number): Problem[] {
  const path = ['calls', call, 'answers', index, 'file'];
  const { file, text, json, echo } = ownValue(draft.calls, call)?.answers?.[index] ?? {};
  if ([text, json, echo].some((other) => other !== undefined)) return [];
  if (file === undefined || !isSound(path) || isFile(beside(folder, file))) return [];
  return [problemAt(path, `there is no file ${file}`, fileRemedy(file, 'body'))];
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Names of variables are those that a system can hold. */
export const checkVariables: Check = ({ tree }) =>
  [['service', 'env'], ...keysAt(tree, ['policies']).map((name) => ['policies', name, 'env'])].flatMap((path) =>
    keysAt(tree, path)
      .filter((name) => name === '' || /[=\0]/.test(name))
      .map((name) =>
        problemAtKey([...path, name], `\`${name}\` is not a name of a variable`, 'use letters, digits and _'),
      ),
  );
