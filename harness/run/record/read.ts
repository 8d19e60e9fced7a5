import { readFileSync } from 'node:fs';
import { usingFile } from '../../model/file-mistake.js';
import { textOf } from '../../model/file-text.js';
import { mistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { findRecord } from './find.js';
import { isJournal, parseJournal } from './parse-journal.js';
import { parseRecord } from './parse-record.js';

/** A day of one-second tallies in every slot of a large design is a third of it. */
const MOST_MIB = 256;
const MIB = 1_048_576;

/**
 * Reads a run from its folder, its record or its journal. Whatever else it is, damaged or of another origin, is the user's
 * mistake.
 */
export function readRun(place: string): Run {
  const { file, kind, bytes } = findRecord(place);
  if (bytes > MOST_MIB * MIB) {
    throw mistake(
      `${file} is ${Math.round(bytes / MIB)} MiB long`,
      `a run has at most ${MOST_MIB} MiB; is it the right file?`,
    );
  }
  const read = usingFile(file, 'read', () => readFileSync(file));
  // One line that is not text costs a journal that line.
  const found = textOf(read, { lenient: kind === 'journal' });
  if (!found.ok)
    throw mistake(`${file} is ${found.what}`, found.remedy ?? "name a run's folder, or the run.json in it");
  return kind === 'journal' || isJournal(found.text) ? parseJournal(file, found.text) : parseRecord(file, found.text);
}
