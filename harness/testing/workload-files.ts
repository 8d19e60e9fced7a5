import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mistake, UserMistake } from '../model/mistake.js';
import type { Workload } from '../model/workload/workload.js';
import { parseWorkload, type ReadOptions, readWorkload } from '../workload/read.js';
import { decodeWorkload } from '../workload/source/file.js';

/** Only for tests: workload files in a folder that is removed afterwards. */
export const folder = mkdtempSync(join(tmpdir(), 'holdline-workload-'));
// Test files share a process, and the hooks of one are run before another has begun.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The shortest workload, in four lines. */
export const HEAD =
  'name: x\npeak: 300/s\ntarget: { embedded: { tls: false } }\npolicies: { cold: { keepAlive: false } }\n';
export const DEFAULT_OPTIONS: ReadOptions = { env: {}, overrides: {}, cores: 2 };

let files = 0;
export function fileWith(text: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `file-${files}.yaml`);
  writeFileSync(path, text);
  return path;
}

/** What a reading throws; fails where it throws nothing, anything else, or more than a line. */
export function mistakesAt(path: string, options: Partial<ReadOptions> = {}): readonly Mistake[] {
  return mistakesOf(() => readWorkload(path, { ...DEFAULT_OPTIONS, ...options }));
}

function mistakesOf(read: () => Workload): readonly Mistake[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    for (const { what } of error.mistakes) assert.doesNotMatch(what, /\n|at .*\.js:/);
    return error.mistakes;
  }
  return assert.fail('no mistake was found');
}

/** Every mistake as "line:column what | remedy". */
export function told(text: string | Uint8Array, options: Partial<ReadOptions> = {}): readonly string[] {
  return mistakesOf(() => workloadOf(text, options)).map(
    ({ what, remedy, where }) => `${where === null ? '-' : `${where.line}:${where.column}`} ${what} | ${remedy}`,
  );
}

/** Without a file, as one of standard input is read: there are a thousand of them. */
export function workloadOf(text: string | Uint8Array, options: Partial<ReadOptions> = {}): Workload {
  files += 1;
  const path = join(folder, `text-${files}.yaml`);
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return parseWorkload(path, decodeWorkload(path, bytes), { ...DEFAULT_OPTIONS, ...options });
}
