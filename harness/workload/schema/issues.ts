import { nearest } from '../nearest.js';
import { either, type Path, type Problem, pathText, problemAt, problemAtKey, shown, valueAt } from '../problem.js';
import { habitOf, shorthandOf } from './habits.js';

/** What the schema library says is wrong, in the parts that are read here. */
export interface ShapeIssue {
  readonly code: string;
  readonly path: Path;
  readonly message: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly params?: { readonly right?: string };
}

interface Context {
  /** The tree as the user wrote it: what came from the environment is not shown. */
  readonly written: unknown;
  readonly nameOf: (path: Path) => string;
  readonly knownKeys: (path: Path) => readonly string[];
}

/** A file that is something else entirely has more unknown keys than anybody reads about. */
const MOST_GUESSES = 100;

/** Issues of the schema library in the user's words. */
export function shapeProblems(issues: readonly ShapeIssue[], context: Context): readonly Problem[] {
  const unknown = issues.flatMap((issue) =>
    (issue.keys ?? []).map((key, index) => unknownKey(issue.path, key, context, index < MOST_GUESSES)),
  );
  const meant = new Set(unknown.map(({ meant }) => meant));
  const others = issues
    .filter((issue) => issue.keys === undefined)
    // A misspelt key is reported once, and not again as a missing one.
    .filter((issue) => !(isMissing(issue, context) && meant.has(pathText(issue.path))))
    .map((issue) => wrongValue(issue, context));
  return [...unknown.map(({ problem }) => problem), ...others];
}

interface Unknown {
  readonly problem: Problem;
  readonly meant: string | null;
}

function unknownKey(parent: Path, key: string, context: Context, guess: boolean): Unknown {
  const known = context.knownKeys(parent);
  const habit = habitOf(parent, key, context.written);
  const near = guess && habit === null ? nearest(key, known) : null;
  const meant = near ?? habit?.meant ?? null;
  const place = parent.length === 0 ? '' : ` in \`${pathText(parent)}\``;
  const guessed = near === null ? `known here: ${known.join(', ')}` : `did you mean \`${near}\`?`;
  const remedy = habit?.remedy ?? splitByComma(key) ?? guessed;
  return {
    problem: problemAtKey([...parent, key], `unknown key \`${key}\`${place}`, remedy),
    meant: meant === null ? null : pathText([...parent, meant]),
  };
}

/** Within braces a comma ends a value, so that the end of `200,000/min` is a key. */
function splitByComma(key: string): string | null {
  if (!/^[0-9]{3}(?:\D|$)/.test(key)) return null;
  return `within braces a comma ends a value: write its thousands as _${key}`;
}

function wrongValue(issue: ShapeIssue, context: Context): Problem {
  const { wrong, right } = explained(issue, context);
  const name = context.nameOf(issue.path);
  if (isMissing(issue, context)) return problemAtKey(issue.path, `${name} is missing`, right);
  const value = valueAt(context.written, issue.path);
  // A whole list or mapping has no short text of its own; its length is what is wrong.
  if (issue.code === 'too_small' || issue.code === 'too_big') return problemAt(issue.path, `${name} ${wrong}`, right);
  return problemAt(issue.path, `${name} is ${shown(value)}${value === null ? '' : `, ${wrong}`}`, right);
}

function explained(issue: ShapeIssue, context: Context): { wrong: string; right: string } {
  const { params, values, expected } = issue;
  if (params?.right !== undefined) return { wrong: issue.message, right: params.right };
  if (values !== undefined) return notAChoice(values.map(String), valueAt(context.written, issue.path));
  if (issue.code === 'too_big') return { wrong: `has too many entries`, right: `at most ${issue.maximum}` };
  if (issue.code === 'too_small') return { wrong: 'has no entries', right: 'write at least one, or leave the key out' };
  if (expected === 'array')
    return { wrong: 'where a list belongs', right: 'write a list: [ ... ], or lines with dashes' };
  const keys = context.knownKeys(issue.path);
  const shorthand = shorthandOf(issue.path, valueAt(context.written, issue.path));
  if (shorthand !== null) return { wrong: 'where a mapping belongs', right: shorthand };
  const right = keys.length === 0 ? 'write keys with their values below it' : `write a mapping with ${keys.join(', ')}`;
  return { wrong: 'where a mapping belongs', right };
}

function notAChoice(choices: readonly string[], value: unknown): { wrong: string; right: string } {
  const near = typeof value === 'string' ? nearest(value, choices) : null;
  const all = `write ${either(choices)}`;
  return { wrong: 'which is not known', right: near === null ? all : `did you mean \`${near}\`? ${all}` };
}

function isMissing(issue: ShapeIssue, context: Context): boolean {
  return issue.path.length > 0 && valueAt(context.written, issue.path) === undefined;
}
