import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileMistake } from '../../model/file-mistake.js';
import { textOf } from '../../model/file-text.js';
import { mistake } from '../../model/mistake.js';
import type { Feed, FeedRows } from '../../model/workload/feed.js';
import { OWN_NAMES, placeholder } from '../../model/workload/template.js';
import { type Reading, right, wrong } from '../problem.js';
import { fileRemedy } from '../source/beside.js';
import { type CsvRecord, readCsv } from './csv.js';
import { createPacker, type Packer } from './pack.js';

const MOST_BYTES = 10_000_000;

/** A CSV file whose rows fill the templates of requests. */
export interface FeedTable {
  /** What a record may keep of it. */
  readonly feed: Feed;
  readonly rows: FeedRows;
  /** Where a row begins in the file, from 1; the file is read once more for it. */
  lineOf(row: number): number;
}

/** Reads a CSV file of at most 10 MB; what is wrong begins with the file and never repeats a value. */
export function readFeed(file: string): Reading<FeedTable> {
  const stats = tried(file, () => statSync(file, { throwIfNoEntry: false }));
  if (!stats.ok) return stats;
  if (!stats.value?.isFile()) return wrong(`there is no file ${file}`, fileRemedy(file, 'CSV'));
  const { size } = stats.value;
  if (size > MOST_BYTES) {
    return wrong(`${file} is ${(size / 1e6).toFixed(1)} MB long`, 'a feed has at most 10 MB: keep fewer rows');
  }
  const bytes = tried(file, () => readFileSync(file));
  if (!bytes.ok) return bytes;
  const found = textOf(bytes.value);
  if (!found.ok) return wrong(`${file} is ${found.what}`, found.remedy ?? 'a feed is CSV in UTF-8');
  return tableOf(file, createHash('sha256').update(bytes.value).digest('hex'), found.text, bytes.value.length);
}

/** What was read stays with the noun that names it, so that a run sends what its checks have seen. */
const ROWS = new WeakMap<Feed, FeedRows>();

/** The rows of a feed; throws UserMistake where they are no longer in memory and the file is another one by now. */
export function feedRows(feed: Feed): FeedRows {
  const known = ROWS.get(feed);
  if (known !== undefined) return known;
  const reading = readFeed(feed.file);
  if (!reading.ok) throw mistake(reading.wrong, reading.right);
  if (reading.value.feed.sha256 !== feed.sha256) {
    const remedy = 'bring back what it was, or make the run anew with what it is now';
    throw mistake(`${feed.file} is another file than the one that the plan was made with`, remedy);
  }
  return reading.value.rows;
}

function tried<T>(file: string, action: () => T): Reading<T> {
  try {
    return right(action());
  } catch (error) {
    const [only] = fileMistake(file, 'read', error).mistakes;
    return wrong(only?.what ?? file, only?.remedy ?? '');
  }
}

function tableOf(file: string, sha256: string, text: string, mostBytes: number): Reading<FeedTable> {
  let packer: Packer | null = null;
  let columns: readonly string[] = [];
  let flaw: Reading<never> | null = null;
  const csv = readCsv(text, ({ line, values }) => {
    if (packer === null) {
      // Blanks around a name are of the file's layout; those around a value are of the value.
      columns = values.map((name) => name.trim());
      packer = createPacker(columns, mostBytes);
    } else if (values.length === columns.length) packer.add(values);
    else flaw ??= uneven(file, columns, { line, values });
  });
  if (csv !== null) {
    return wrong(`${file}, line ${csv.line}: ${csv.wrong}`, 'write values as RFC 4180 has them: "a ""b"""');
  }
  const rows = (packer as Packer | null)?.rows();
  if (rows === undefined || (rows.rows === 0 && flaw === null)) {
    return wrong(`${file} has no rows`, 'write the names of the columns, and below them at least one row');
  }
  const wrongName = headerFlaw(columns);
  if (wrongName !== null) return wrong(`${file}, line 1: ${wrongName}`, 'give each column a name of its own');
  const feed = { file, sha256, rows: rows.rows };
  ROWS.set(feed, rows);
  return flaw ?? right({ feed, rows, lineOf: (row) => lineOf(file, row) });
}

function uneven(file: string, columns: readonly string[], { line, values }: CsvRecord): Reading<never> {
  const counts = `${values.length} of ${columns.length} values`;
  return wrong(`${file}, line ${line}: the row has ${counts}`, 'write one value for each column');
}

function lineOf(file: string, row: number): number {
  let records = 0;
  let found = 0;
  const bytes = tried(file, () => readFileSync(file));
  const again = bytes.ok ? textOf(bytes.value) : null;
  readCsv(again?.ok ? again.text : '', ({ line }) => {
    if (records === row + 1) found = line;
    records += 1;
  });
  return found;
}

function headerFlaw(columns: readonly string[]): string | null {
  const unnamed = columns.indexOf('');
  if (unnamed >= 0) return `column ${unnamed + 1} has no name`;
  const twice = columns.find((name, index) => columns.indexOf(name) < index);
  if (twice !== undefined) return `two columns are called ${twice}`;
  const own = OWN_NAMES.find((name) => columns.includes(name));
  return own === undefined ? null : `a column is called ${own}, and ${placeholder(own)} has a meaning of its own`;
}
