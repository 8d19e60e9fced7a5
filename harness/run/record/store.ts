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
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { mistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { assembleRun, type Begin, type Entry } from './entries.js';
import { JOURNAL, RECORD } from './folder.js';
import { upgradeEntry, upgradeRun } from './upgrade.js';

/** Where runs live on disk: a folder each, a journal while they are measured, and `run.json` afterwards. */

/** Writes the record, and only then gives up the journal. */
export function writeRecord(folder: string, run: Run): void {
  writeWhole(path.join(folder, RECORD), `${JSON.stringify(run)}\n`);
  rmSync(path.join(folder, JOURNAL), { force: true });
}

/** A file is there whole or not at all, even when the power fails; its folder is made again where somebody removed it. */
export function writeWhole(file: string, text: string): void {
  const name = `${file}.part`;
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    const part = openSync(name, 'w');
    try {
      writeFileSync(part, text);
      fsyncSync(part);
    } finally {
      closeSync(part);
    }
    renameSync(name, file);
  } catch (error) {
    rmSync(name, { force: true });
    throw error;
  }
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
