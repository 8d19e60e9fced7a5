import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileMistake } from '../../model/file-mistake.js';
import { textOf } from '../../model/file-text.js';
import { mistake, type UserMistake } from '../../model/mistake.js';
import { nearest } from '../nearest.js';

const MOST_BYTES = 1_048_576;

/** Reads the text of a workload file; throws UserMistake for everything that is not a text of at most 1 MiB. */
export function readWorkloadText(path: string): string {
  const stats = statOf(path);
  if (stats.isDirectory()) throw mistake(`${path} is a directory`, `name a file in it${firstIn(path)}`);
  if (!stats.isFile())
    throw mistake(`${path} is not a regular file`, 'name a workload file, such as workloads/peak.yaml');
  if (stats.size > MOST_BYTES) throw tooLong(path, stats.size);
  return decodeWorkload(
    path,
    attempt(path, () => readFileSync(path)),
  );
}

/** The text of a workload that came as bytes, from wherever; throws UserMistake for what is no text of at most 1 MiB. */
export function decodeWorkload(path: string, bytes: Uint8Array): string {
  if (bytes.length > MOST_BYTES) throw tooLong(path, bytes.length);
  const found = textOf(bytes);
  if (found.ok && !found.text.includes('\0')) return found.text;
  const { what = 'not a text file', remedy = null } = found.ok ? {} : found;
  throw mistake(`${path} is ${what}`, remedy ?? 'a workload is YAML in UTF-8');
}

function tooLong(path: string, bytes: number): UserMistake {
  const size = (bytes / MOST_BYTES).toFixed(1);
  return mistake(`${path} is ${size} MiB long`, 'a workload has at most 1 MiB; is this the right file?');
}

function statOf(path: string): Stats {
  return attempt(path, () => statSync(path));
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UserMistake {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return fileMistake(path, 'read', error);
  const near = nearestFile(path);
  return mistake(
    `there is no file ${path}`,
    near === null ? 'name a workload file, such as workloads/peak.yaml' : `did you mean ${near}?`,
  );
}

function nearestFile(path: string): string | null {
  const files = workloadFiles(dirname(path));
  const wanted = basename(path);
  const stem = wanted.replace(/\.ya?ml$/, '');
  const near = nearest(wanted, files) ?? files.find((file) => nearest(stem, [file.replace(/\.ya?ml$/, '')]) !== null);
  return near === undefined ? null : join(dirname(path), near);
}

function firstIn(folder: string): string {
  const [file] = workloadFiles(folder);
  return file === undefined ? '' : `, such as ${join(folder, file)}`;
}

function workloadFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => /\.ya?ml$/.test(file))
      .sort();
  } catch {
    return [];
  }
}
