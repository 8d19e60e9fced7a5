import { closeSync, lstatSync, openSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileMistake } from '../../model/file-mistake.js';
import { mistake, type UserMistake } from '../../model/mistake.js';
import { makeFolder } from '../../system/make-folder.js';

/** Whose folder is whose: one folder holds one run, and nothing in it was there before. */

export const RECORD = 'run.json';

/** The journal of a run is the claim to its folder: of several runs that begin at the same moment one can make it. */
export const JOURNAL = 'journal.jsonl';

/**
 * Makes the folder of a new run, or takes an empty one, and claims it. One that holds anything, or that cannot be made
 * or written, is the user's mistake.
 */
export function createRunFolder(folder: string): void {
  if (!claim(folder)) throw taken(folder);
}

/** Makes and claims the folder, or one beside it with a number, where another run of the same second has it already. */
export function createFreeRunFolder(folder: string): string {
  for (let number = 1; number <= MOST_BESIDE; number += 1) {
    const free = number === 1 ? folder : `${folder}-${number}`;
    if (claim(free)) return free;
  }
  throw taken(folder);
}

const MOST_BESIDE = 100;

function taken(folder: string): UserMistake {
  const isRun = contents(folder).some((name) => name === RECORD || name === JOURNAL);
  return isRun
    ? mistake(`${folder} holds a run already`, 'name another folder with --out, or move the run away')
    : mistake(`${folder} holds files that are not of this run`, 'name an empty or a new folder with --out');
}

/** False where the folder holds something, or another run was quicker. */
function claim(folder: string): boolean {
  const journal = path.join(folder, JOURNAL);
  try {
    makeFolder(folder);
    if (contents(folder).length > 0) return false;
    closeSync(openSync(journal, 'wx'));
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw fileMistake(`the folder ${folder}`, 'written', error, 'name another one with --out');
  }
  // A run that ended after we looked has given its journal up, and left its record.
  if (contents(folder).length === 1) return true;
  rmSync(journal, { force: true });
  return false;
}

/** Names that begin with a dot are those of tools, such as `.gitkeep`, and never ours. */
function contents(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('.'));
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** `runs/peak/2026-11-20T10-44-00Z` for a run that starts then; a colon is not allowed in the names of some systems. */
export function defaultRunFolder(workload: string, startedAt: Date): string {
  return path.join(
    'runs',
    // A record of somebody else may name anything, such as a folder above.
    workload.replaceAll(/[^A-Za-z0-9_-]+/g, '-'),
    timeName(startedAt),
  );
}

/** A time as folders are called: `2026-11-26T04-28-05Z`. */
export function timeName(at: Date): string {
  return at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

/** Points `latest`, beside the folder, to it; a file or folder of that name that is no link is left alone. */
export function pointLatest(folder: string): void {
  const link = path.join(path.dirname(folder), 'latest');
  const fresh = `${link}.${process.pid}`;
  try {
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === false) return;
    symlinkSync(path.basename(folder), fresh, 'junction');
    renameSync(fresh, link);
  } catch {
    // A file system without links loses a convenience, not the run.
    rmSync(fresh, { force: true });
  }
}
