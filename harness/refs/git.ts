import { execFile } from 'node:child_process';
import { mistake } from '../model/mistake.js';

/** The git of the user's own repository, by its own program and without a network: nothing is ever fetched. */

/** A repository with files in it. */
export interface Repository {
  /** The folder of its working tree, without links in its path. */
  readonly top: string;
  /** Where it keeps its history, which all of its working trees share. */
  readonly common: string;
}

interface Answer {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

/** No hook of the user's runs, no server is asked, and no password is asked for. */
const QUIETLY = ['-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false', '-c', 'core.fsmonitor=false'];
const OFFLINE = { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_LFS_SKIP_SMUDGE: '1', LC_ALL: 'C' };
const MOST_BYTES = 64 * 1024 * 1024;

/** Runs git in a folder; throws UserMistake where there is no git. */
export function askGit(folder: string, args: readonly string[]): Promise<Answer> {
  // Those of a hook or another repository would answer for that one.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|PREFIX)$/.test(name),
  );
  const env = { ...Object.fromEntries(own), ...OFFLINE };
  return new Promise((resolve, reject) => {
    execFile('git', [...QUIETLY, ...args], { cwd: folder, env, maxBuffer: MOST_BYTES }, (error, out, err) => {
      const { code } = (error ?? {}) as NodeJS.ErrnoException;
      if (code === 'ENOENT')
        reject(mistake('there is no git on this machine', 'install it, or compare two run folders'));
      else resolve({ ok: error === null, out: out.trimEnd(), err: firstLine(err) });
    });
  });
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

/** The same, where the answer is no is the user's mistake. */
export async function gitOrMistake(folder: string, args: readonly string[], what: string): Promise<string> {
  const { ok, out, err } = await askGit(folder, args);
  if (!ok) throw mistake(`${what}: ${err.replace(/^(fatal|error): /, '')}`);
  return out;
}

/** The repository that a folder is in; throws UserMistake where it is in none. */
export async function repositoryOf(folder: string): Promise<Repository> {
  const { ok, out, err } = await askGit(folder, [
    'rev-parse',
    '--path-format=absolute',
    '--show-toplevel',
    '--git-common-dir',
  ]);
  const [top, common] = out.split('\n');
  if (ok && top !== undefined && common !== undefined) return { top, common };
  const why = /not a git repository/.test(err) ? '' : ` (${err.replace(/^fatal: /, '')})`;
  throw mistake(
    `${folder} is in no git repository with files${why}`,
    'compare two run folders: holdline compare BASE HEAD',
  );
}

/** The commit that a ref names; throws UserMistake where it names none here. */
export async function commitOf({ top }: Repository, ref: string): Promise<string> {
  const { ok, out } = ref.startsWith('-')
    ? { ok: false, out: '' }
    : await askGit(top, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (ok) return out;
  throw mistake(
    `git knows no commit ${ref} here`,
    'name a branch, a tag or a commit that is there; nothing is fetched',
  );
}

/** Where two lines of history part; throws UserMistake where they have nothing in common here. */
export async function mergeBaseOf({ top }: Repository, base: string, head: string): Promise<string> {
  const { ok, out } = await askGit(top, ['merge-base', base, head]);
  if (ok && out !== '') return out.split('\n')[0]!;
  throw mistake(
    'base and head have no commit in common here',
    'fetch the whole history (fetch-depth: 0), or compare as they are with --exact-base',
  );
}

/** The first of the files under version control that is not as it was committed; null where all are. */
export async function firstChange({ top }: Repository): Promise<string | null> {
  const out = await gitOrMistake(top, ['status', '--porcelain', '--untracked-files=no'], 'git status failed');
  return out === '' ? null : out.split('\n')[0]!.slice(3);
}

/** The commits after `good` up to `bad`, the oldest first, along the first parents. */
export async function commitsBetween({ top }: Repository, good: string, bad: string): Promise<string[]> {
  const { ok } = await askGit(top, ['merge-base', '--is-ancestor', good, bad]);
  if (!ok) throw mistake('the good commit is no ancestor of the bad one', 'name an earlier commit with --good');
  const out = await gitOrMistake(
    top,
    ['rev-list', '--first-parent', '--reverse', `${good}..${bad}`],
    'git rev-list failed',
  );
  return out === '' ? [] : out.split('\n');
}

/** The first line of a commit's message, and its author. */
export function subjectOf({ top }: Repository, commit: string): Promise<string> {
  return gitOrMistake(top, ['log', '-1', '--format=%h %s (%an)', commit], 'git log failed');
}

/** The values of a trailer in the messages of the commits after `from` up to `to`, each with its commit, the newest first. */
export async function trailersBetween(
  { top }: Repository,
  from: string,
  to: string,
  key: string,
): Promise<{ readonly commit: string; readonly value: string }[]> {
  const format = `--format=%H%x1f%(trailers:key=${key},valueonly,unfold,separator=%x1e)`;
  const out = await gitOrMistake(top, ['log', format, `${from}..${to}`], 'git log failed');
  return out.split('\n').flatMap((line) => {
    const [commit, values = ''] = line.split('\x1f');
    return values
      .split('\x1e')
      .filter((value) => value.trim() !== '')
      .map((value) => ({ commit: commit!, value: value.trim() }));
  });
}
