import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileMistake } from '../model/file-mistake.js';
import { mistake } from '../model/mistake.js';
import { makeFolder } from '../system/make-folder.js';
import { askGit, gitOrMistake, type Repository } from './git.js';
import { isAlive, locked } from './lock.js';

/**
 * The files of commits, each in a working tree of its own, kept from one comparison to the next. The user's own working tree
 * is never touched.
 */

/** The files of one commit. */
export interface Tree {
  readonly commit: string;
  readonly folder: string;
  /** From here on it may be removed. */
  release(): void;
}

/** What makes the files of a commit run. */
export interface SetUp {
  /** Tells one set-up from another. */
  readonly key: string;
  run(): Promise<void>;
}

/** So many of a repository are kept; the one that was used last goes last. */
export const MOST_TREES = 8;

interface Mark {
  /** What was set up in it. */
  readonly key: string;
  /** What git said of it then. */
  readonly status: string;
}

/** Where trees are kept: `holdline` in the cache folder of the user. */
export function cacheFolder(): string {
  const cache = process.env.XDG_CACHE_HOME;
  if (cache !== undefined && path.isAbsolute(cache)) return path.join(cache, 'holdline');
  const home = os.homedir();
  if (path.isAbsolute(home)) return path.join(home, '.cache', 'holdline');
  throw mistake('there is no home folder to keep the files of commits in', 'name a folder: XDG_CACHE_HOME=/tmp/cache');
}

/**
 * The files of a commit, as they were committed but for what was set up in them; `setUp` looks at them and says what that is.
 * Throws UserMistake.
 */
export async function openTree(
  repository: Repository,
  commit: string,
  setUp: (folder: string) => SetUp,
): Promise<Tree> {
  const id = createHash('sha256').update(repository.common).digest('hex').slice(0, 12);
  const shelf = path.join(cacheFolder(), 'trees', id);
  const folder = path.join(shelf, commit);
  const use = `${folder}.used-${process.pid}`;
  try {
    makeFolder(shelf);
    writeFileSync(use, '');
  } catch (error) {
    throw fileMistake(`the folder ${shelf}`, 'written', error, 'name another cache with XDG_CACHE_HOME');
  }
  const release = () => {
    rmSync(use, { force: true });
    process.off('exit', release);
  };
  process.once('exit', release);
  try {
    await locked(`${folder}.lock`, async () => {
      await evict(repository, shelf, commit);
      await makeReady(repository, commit, folder, setUp);
    });
  } catch (error) {
    release();
    throw error;
  }
  return { commit, folder, release };
}

async function makeReady(
  repository: Repository,
  commit: string,
  folder: string,
  setUp: (folder: string) => SetUp,
): Promise<void> {
  const known = await checkOut(repository, commit, folder);
  let { key, run } = setUp(folder);
  if (known?.key === key) return;
  if (known !== null) {
    await renew(repository, commit, folder);
    ({ key, run } = setUp(folder));
  }
  await run();
  writeFileSync(markOf(folder), JSON.stringify({ key, status: await statusOf(folder) } satisfies Mark));
}

/** What is set up in the tree; null where it is fresh. One that is not as it was left is made anew. */
async function checkOut(repository: Repository, commit: string, folder: string): Promise<Mark | null> {
  const known = readMark(folder);
  if (known !== null && existsSync(folder) && (await statusOf(folder)) === known.status) {
    utimesSync(markOf(folder), new Date(), new Date());
    return known;
  }
  await renew(repository, commit, folder);
  return null;
}

async function renew(repository: Repository, commit: string, folder: string): Promise<void> {
  await remove(repository, folder);
  await gitOrMistake(
    repository.top,
    ['worktree', 'add', '--detach', '--force', folder, commit],
    `the files of ${commit.slice(0, 7)} cannot be checked out`,
  );
}

function markOf(folder: string): string {
  return `${folder}.json`;
}

async function statusOf(folder: string): Promise<string> {
  const { ok, out } = await askGit(folder, ['status', '--porcelain', '--untracked-files=all']);
  return ok ? out : 'unknown';
}

async function remove({ top }: Repository, folder: string): Promise<void> {
  rmSync(markOf(folder), { force: true });
  await askGit(top, ['worktree', 'remove', '--force', folder]);
  rmSync(folder, { recursive: true, force: true });
  await askGit(top, ['worktree', 'prune']);
}

function readMark(folder: string): Mark | null {
  try {
    return JSON.parse(readFileSync(markOf(folder), 'utf8')) as Mark;
  } catch {
    return null;
  }
}

/** Removes the trees that were used longest ago, but for those that are in use. */
async function evict(repository: Repository, shelf: string, kept: string): Promise<void> {
  const names = readdirSync(shelf);
  const commits = names.filter((name) => /^[0-9a-f]{40,64}$/.test(name) && name !== kept);
  const byAge = commits.map((name) => ({ name, atMs: timeOf(markOf(path.join(shelf, name))) }));
  const old = byAge.toSorted((a, b) => b.atMs - a.atMs).slice(MOST_TREES - 1);
  for (const { name } of old) {
    const users = names.filter((one) => one.startsWith(`${name}.used-`));
    if (users.some((one) => isAlive(Number(one.split('-').at(-1))))) continue;
    for (const one of users) rmSync(path.join(shelf, one), { force: true });
    await remove(repository, path.join(shelf, name));
  }
}

function timeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
