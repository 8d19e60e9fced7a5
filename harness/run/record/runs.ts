import { type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { usingFile } from '../../model/file-mistake.js';
import { mistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { RECORD } from './folder.js';
import { readRun } from './read.js';

/** A run in a folder of runs, and what is kept of it: fifty whole ones are more than a machine has room for. */
export interface StoredRun<Kept> {
  /** The name of its own folder. */
  readonly name: string;
  readonly place: string;
  readonly startedAt: string;
  readonly kept: Kept;
}

/** So many of the newest are looked at. */
export const MOST_RUNS = 50;

/** Whether the folder is that of a run. */
export function isRunFolder(folder: string): boolean {
  return statSync(path.join(folder, RECORD), { throwIfNoEntry: false })?.isFile() === true;
}

/** The newest runs in a folder, by when they were started, the oldest first; links such as `latest` are none of their own. */
export function runsIn<Kept>(
  folder: string,
  keep: (run: Run, name: string) => Kept,
  most = MOST_RUNS,
): StoredRun<Kept>[] {
  const entries: Dirent[] = usingFile(folder, 'read', () => readdirSync(folder, { withFileTypes: true }));
  const names = entries.filter((one) => one.isDirectory() && isRunFolder(path.join(folder, one.name)));
  if (names.length === 0) throw mistake(`${folder} holds no runs`, 'name a folder such as runs/peak');
  const places = names.map(({ name }) => ({ name, place: path.join(folder, name) }));
  const byAge = places.map((one) => ({ ...one, atMs: statSync(path.join(one.place, RECORD)).mtimeMs }));
  return byAge
    .toSorted((a, b) => b.atMs - a.atMs)
    .slice(0, most)
    .map(({ name, place }) => {
      const run = readRun(place);
      return { name, place, startedAt: run.startedAt, kept: keep(run, name) };
    })
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}
