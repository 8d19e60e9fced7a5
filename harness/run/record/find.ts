import { type Dirent, lstatSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { usingFile } from '../../model/file-mistake.js';
import { mistake, type UserMistake } from '../../model/mistake.js';
import { JOURNAL, RECORD } from './folder.js';

/** Where the record of a run is. */
export interface RecordFile {
  readonly file: string;
  /** A journal may be cut off anywhere. */
  readonly kind: 'record' | 'journal';
  readonly bytes: number;
}

/** Finds the record that a folder, a record or a journal is; anything else is the user's mistake, with where a run is. */
export function findRecord(place: string): RecordFile {
  const stats = statOf(place);
  if (stats.isDirectory()) return inFolder(place);
  if (!stats.isFile()) throw mistake(`${place} is no regular file`, `name a run's folder, or its ${RECORD}`);
  return { file: place, kind: path.basename(place) === JOURNAL ? 'journal' : 'record', bytes: stats.size };
}

function statOf(place: string): Stats {
  const missing = isDangling(place) ? `${place} is a link to ${readlinkSync(place)}, which is not there` : null;
  if (missing !== null) throw mistake(missing, "name a run's folder");
  return usingFile(place, 'read', () => {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats === undefined)
      throw mistake(`there is no run at ${place}`, `name a folder under runs/, or its ${RECORD}`);
    return stats;
  });
}

function isDangling(place: string): boolean {
  try {
    return lstatSync(place).isSymbolicLink() && statSync(place, { throwIfNoEntry: false }) === undefined;
  } catch {
    // What is wrong with it is said where it is used.
    return false;
  }
}

function inFolder(folder: string): RecordFile {
  const names = usingFile(folder, 'read', () => readdirSync(folder));
  for (const [name, kind] of [
    [RECORD, 'record'],
    [JOURNAL, 'journal'],
  ] as const) {
    if (!names.includes(name)) continue;
    const file = path.join(folder, name);
    const stats = usingFile(file, 'read', () => statSync(file));
    if (!stats.isFile()) throw mistake(`${file} is no regular file`, 'measure again, or name another run');
    return { file, kind, bytes: stats.size };
  }
  throw noRunIn(folder, names);
}

function noRunIn(folder: string, names: readonly string[]): UserMistake {
  if (names.length === 0) return mistake(`${folder} is empty`, 'name the folder of a run');
  const packed = names.find((name) => name.startsWith(RECORD) && /\.(gz|zst|xz|bz2|zip)$/.test(name));
  if (packed !== undefined) return mistake(`${folder} holds ${packed} and no ${RECORD}`, 'unpack it first');
  const newest = newestRun(folder);
  if (newest === null) return mistake(`${folder} holds no run`, `a run's folder has ${RECORD} in it`);
  return mistake(`${folder} holds runs, and is none itself`, `name one of them, such as the newest, ${newest}`);
}

/** How far below a folder, and among how many, runs are looked for: `runs` has a folder for each workload. */
const DEEPEST = 2;
const MOST_FOLDERS = 1000;

function newestRun(folder: string): string | null {
  const found: { readonly place: string; readonly atMs: number }[] = [];
  let level = [folder];
  for (let depth = 1; depth <= DEEPEST; depth += 1) {
    level = level.flatMap(subfolders).slice(0, MOST_FOLDERS);
    for (const place of level) {
      const atMs = recordedAtMs(place);
      if (atMs !== null) found.push({ place, atMs });
    }
  }
  return found.sort((a, b) => b.atMs - a.atMs)[0]?.place ?? null;
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((one: Dirent) => one.isDirectory())
      .map((one) => path.join(folder, one.name));
  } catch {
    // One that may not be read has no run to offer.
    return [];
  }
}

function recordedAtMs(folder: string): number | null {
  for (const name of [RECORD, JOURNAL]) {
    try {
      const stats = statSync(path.join(folder, name), { throwIfNoEntry: false });
      if (stats !== undefined) return stats.mtimeMs;
    } catch {
      return null;
    }
  }
  return null;
}
