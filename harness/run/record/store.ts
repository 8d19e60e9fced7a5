import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { mistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { assembleRun, type Begin, type Entry } from './entries.js';
import { upgradeEntry, upgradeRun } from './upgrade.js';

/** Where runs live on disk: a folder each, a journal while they are measured, and `run.json` afterwards. */

const RECORD = 'run.json';
const JOURNAL = 'journal.jsonl';

/** Makes the folder of a new run; one that holds a run already is refused. */
export function createRunFolder(folder: string): void {
  if (existsSync(path.join(folder, RECORD)) || existsSync(path.join(folder, JOURNAL))) {
    throw mistake(`${folder} holds a run already`, 'name another folder with --out, or move the run away');
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw mistake(`the folder ${folder} cannot be made: ${(error as Error).message}`, 'name another one with --out');
  }
}

/** `runs/peak/2026-11-20T10-44-00Z` for a run that starts then; a colon is not allowed in the names of some systems. */
export function defaultRunFolder(workload: string, startedAt: Date): string {
  return path.join(
    'runs',
    workload,
    startedAt
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-'),
  );
}

/** Points `latest`, beside the folder, to it. */
export function pointLatest(folder: string): void {
  const link = path.join(path.dirname(folder), 'latest');
  const fresh = `${link}.${process.pid}`;
  try {
    symlinkSync(path.basename(folder), fresh, 'junction');
    renameSync(fresh, link);
  } catch {
    // A file system without links loses a convenience, not the run.
    rmSync(fresh, { force: true });
  }
}

export interface Journal {
  append(entry: Entry): void;
  close(): void;
}

/** Every entry is on disk when `append` returns, so that whatever ends the run loses no slot that had ended before. */
export function openJournal(folder: string): Journal {
  const file = openSync(path.join(folder, JOURNAL), 'a');
  return {
    append(entry) {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/** Writes the record, and only then gives up the journal. */
export function writeRecord(folder: string, run: Run): void {
  writeWhole(path.join(folder, RECORD), `${JSON.stringify(run)}\n`);
  rmSync(path.join(folder, JOURNAL), { force: true });
}

/** A file is there whole or not at all, even when the power fails. */
export function writeWhole(file: string, text: string): void {
  const name = `${file}.part`;
  const part = openSync(name, 'w');
  try {
    writeFileSync(part, text);
    fsyncSync(part);
  } finally {
    closeSync(part);
  }
  renameSync(name, file);
}

/** Reads a run from its folder or its record; one that was cut off is read from its journal. */
export function readRun(place: string): Run {
  if (!existsSync(place)) throw mistake(`there is no run at ${place}`, 'name a folder under runs/, or its run.json');
  if (!statSync(place).isDirectory()) return parseRecord(place);
  const record = path.join(place, RECORD);
  if (existsSync(record)) return parseRecord(record);
  const journal = path.join(place, JOURNAL);
  if (existsSync(journal)) return parseJournal(journal);
  throw mistake(`${place} holds no run`, `a run's folder has ${RECORD} in it`);
}

function parseRecord(file: string): Run {
  const record = parse(file, readFileSync(file, 'utf8')) as Partial<Run> | null;
  const run = record === null ? null : upgradeRun(record);
  if (run?.schemaVersion !== 2)
    throw mistake(`${file} is not a run that this version can read`, 'its schemaVersion must be 1 or 2');
  return run as unknown as Run;
}

function parseJournal(file: string): Run {
  const lines = readFileSync(file, 'utf8').split('\n');
  // What follows the last newline was being written when the run was cut off.
  const [first, ...others] = lines.slice(0, -1).map((line) => parse(file, line) as Entry & { schemaVersion?: number });
  const isOld = first?.schemaVersion === undefined;
  const upgraded = (entry: Entry) => (isOld ? (upgradeEntry({ ...entry }) as unknown as Entry) : entry);
  const begin = first && upgraded(first);
  const entries = others.map(upgraded);
  if (begin?.kind !== 'begin') throw mistake(`${file} does not begin like a journal`, 'measure again');
  return assembleRun(begin satisfies Begin, entries);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw mistake(`${file} is not JSON: ${(error as Error).message}`, 'measure again, or name another run');
  }
}
