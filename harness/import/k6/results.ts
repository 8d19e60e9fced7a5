import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { usingFile } from '../../model/file-mistake.js';
import { textOf } from '../../model/file-text.js';
import { mistake, UserMistake } from '../../model/mistake.js';
import { readLines } from '../lines.js';
import { csvReader, isCsvHead } from './csv-points.js';
import { isTree, readJsonLine } from './json-points.js';
import type { ReadLine } from './point.js';
import type { Slots } from './slots.js';
import { isSummaryExport, type Summary, summaryOf } from './summary.js';

export interface ResultsReader {
  readonly slots: Slots;
  readonly summaries: Summary[];
  readonly onBytes: (bytes: number, lines: number) => void;
}

/** Reads files one after the other, each for what its first line says that it is. Throws UserMistake, with file and line. */
export async function readResults(files: readonly string[], reader: ResultsReader): Promise<void> {
  const before = { lines: 0 };
  for (const file of files) await readResult(file, reader, before);
}

const REMEDY = 'name what k6 writes: --out json=FILE or csv=FILE, plain or .gz, or a summary';

async function readResult(file: string, reader: ResultsReader, before: { lines: number }): Promise<void> {
  let read: ReadLine | null = null;
  await readLines(file, {
    onBytes: (bytes) => reader.onBytes(bytes, before.lines),
    onLine(text, line) {
      before.lines += 1;
      if (read === null && text.trim() === '') return;
      read ??= readerFor(text);
      const seen = read(text);
      if (typeof seen === 'string') throw wrongLine(file, line, seen);
      if (seen !== null) at(file, line, () => reader.slots.add(seen, file));
    },
  });
  if (read === null) throw mistake(`${file} is empty`, REMEDY);
  if (read === OF_SUMMARY) reader.summaries.push(readSummary(file));
}

/** By the first line that is not empty. */
function readerFor(text: string): ReadLine {
  if (isCsvHead(text)) return csvReader(text);
  return looksLikeSummary(text) ? OF_SUMMARY : readJsonLine;
}

/** A summary is read as a whole. */
const OF_SUMMARY: ReadLine = () => null;

function wrongLine(file: string, line: number, what: string): UserMistake {
  return mistake(`${file}, line ${line} ${what}`, line === 1 ? REMEDY : 'copy it again, or leave the file out');
}

/** The same mistake, with where it was met. */
function at(file: string, line: number, take: () => void): void {
  try {
    take();
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    const [first] = error.mistakes;
    throw mistake(`${file}, line ${line}: ${error.message}`, first?.remedy ?? null);
  }
}

/** A summary is one object, in one line or many, and none of its lines is a point. */
function looksLikeSummary(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(text);
    return isTree(value) && !('type' in value && 'metric' in value);
  } catch {
    return !/"(?:metric|type)"/.test(text);
  }
}

/** A summary has some kilobytes. */
const MOST_SUMMARY_BYTES = 32 * 1024 * 1024;

function readSummary(file: string): Summary {
  const summary = parsedSummary(file);
  if (summary === 'exported') {
    throw mistake(
      `${file} is of --summary-export, where rates and thresholds have other meanings`,
      'name what handleSummary is given, or the points of --out json',
    );
  }
  if (summary !== null) return summary;
  throw mistake(`${file} is neither points nor a whole summary of k6 with http_reqs`, REMEDY);
}

/** Null where it is no whole gzip file, or one of more than a summary has: what is packed may be a thousand times as large. */
function unpacked(bytes: Buffer): Buffer | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_SUMMARY_BYTES });
  } catch {
    return null;
  }
}

function parsedSummary(file: string): Summary | 'exported' | null {
  return usingFile(file, 'read', () => {
    const { size, mtimeMs } = statSync(file);
    if (size > MOST_SUMMARY_BYTES) return null;
    const bytes = readFileSync(file);
    const whole = unpacked(bytes);
    const found = whole === null ? null : textOf(whole);
    if (found === null || !found.ok) return null;
    try {
      const value: unknown = JSON.parse(found.text);
      return summaryOf(value, Math.round(mtimeMs)) ?? (isSummaryExport(value) ? 'exported' : null);
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  });
}
