import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mistake, UserMistake } from '../model/mistake.js';
import { readRun } from '../run/record/read.js';
import { tempFolder } from './cli.js';

/** Records and journals that are given for a run, and how they are refused. */

type Test = Parameters<typeof tempFolder>[0];

const recorded = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../harness/testing/recorded/${name}`, import.meta.url)), 'utf8');
export const RECORD = recorded('0.1.0/run.json');
export const JOURNAL = recorded('0.1.0-cut/journal.jsonl');

export function mistakeOf(place: string): Mistake {
  try {
    readRun(place);
  } catch (error) {
    assert.ok(error instanceof UserMistake, (error as Error).stack);
    return error.mistakes[0]!;
  }
  return assert.fail('it was read');
}

export function fileOf(t: Test, content: string | Uint8Array, name = 'run.json'): string {
  const file = path.join(tempFolder(t), name);
  writeFileSync(file, content);
  return file;
}

export const told = (t: Test, content: string | Uint8Array, name?: string): string => {
  const file = fileOf(t, content, name);
  const { what, remedy } = mistakeOf(file);
  return `${what.replace(file, 'FILE')} | ${remedy}`;
};

export const changed = (change: (run: ReturnType<typeof JSON.parse>) => unknown): string => {
  const run = JSON.parse(RECORD);
  change(run);
  return JSON.stringify(run);
};
