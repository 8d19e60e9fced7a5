import { statSync } from 'node:fs';
import { keysAt, ownValue, type Problem, problemAt, problemAtKey } from '../problem.js';
import { beside, fileRemedy } from '../source/beside.js';
import { isHeaderName, isHeaderValue, noHeaderName, noHeaderValue } from './headers.js';
import type { Check, Scope } from './scope.js';

/** What a stand-in answers can be sent: its headers are some, and its files are there. */
export const checkAnswers: Check = (scope) =>
  keysAt(scope.tree, ['calls']).flatMap((name) =>
    (ownValue(scope.draft.calls, name)?.answers ?? []).flatMap((_, index) => [
      ...headerProblems(scope, name, index),
      ...fileProblems(scope, name, index),
    ]),
  );

function headerProblems({ tree, draft, isSound }: Scope, call: string, index: number): Problem[] {
  const headers = ['calls', call, 'answers', index, 'headers'];
  return keysAt(tree, headers).flatMap((name): Problem[] => {
    const path = [...headers, name];
    if (!isHeaderName(name)) return [noHeaderName(path, name)];
    const value = ownValue(ownValue(draft.calls, call)?.answers?.[index]?.headers, name);
    return value === undefined || !isSound(path) || isHeaderValue(value) ? [] : [noHeaderValue(path, name)];
  });
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
