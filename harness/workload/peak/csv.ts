import { readCsv } from '../feed/csv.js';
import { type Reading, right, wrong } from '../problem.js';
import type { PeakFormat, Point, Points, ReadOptions } from './points.js';
import { timeReader } from './times.js';

interface Row {
  readonly line: number;
  readonly values: readonly string[];
}

const REMEDY = 'write a time and a number of requests in each row, such as 2026-03-01T18:00:00Z,3333';

/** A row for each bucket; with a header or without one. */
export const CSV_FORMAT: PeakFormat = {
  remedy: REMEDY,
  read(text, options) {
    const rows: Row[] = [];
    const flaw = readCsv(text, (row) => rows.push(row));
    if (flaw !== null) return wrong(`line ${flaw.line}: ${flaw.wrong}`, REMEDY);
    const first = rows[0];
    if (first === undefined) return wrong('it has no rows', REMEDY);
    const isNamed = first.values.every((value) => timeReader('UTC')(value) === null && !isCount(value));
    const columns = isNamed ? first.values.map((name) => name.trim()) : null;
    const places = placesOf(columns, isNamed ? rows[1] : first, options);
    return places.ok ? pointsOf(rows.slice(isNamed ? 1 : 0), places.value, options) : places;
  },
};

interface Places {
  readonly time: number;
  readonly value: number;
}

/** By their names where they have any, else the first that holds a time, and the first number after it. */
function placesOf(
  columns: readonly string[] | null,
  sample: Row | undefined,
  { time, column }: ReadOptions,
): Reading<Places> {
  if (sample === undefined) return wrong('it has no rows', REMEDY);
  for (const name of [time, column]) {
    if (name !== null && !columns?.includes(name))
      return wrong(
        `it has no column ${name}`,
        columns === null ? 'it has no header: leave time and column out' : `it has ${columns.join(', ')}`,
      );
  }
  const at =
    time === null ? sample.values.findIndex((value) => timeReader('UTC')(value) !== null) : columns!.indexOf(time);
  const numbers = sample.values.flatMap((value, place) => (place !== at && isCount(value) ? [place] : []));
  const value = column === null ? numbers[0] : columns!.indexOf(column);
  if (at < 0 || value === undefined) return wrong('its first row has no time, or no number beside it', REMEDY);
  if (column === null && numbers.length > 1)
    return wrong('it has several columns of numbers', 'name the one of the requests with column:');
  return right({ time: at, value });
}

function pointsOf(rows: readonly Row[], { time, value }: Places, { timeZone }: ReadOptions): Reading<Points> {
  const read = timeReader(timeZone);
  const seen = new Set<number>();
  const points: Point[] = [];
  for (const { line, values } of rows) {
    const atMs = read(values[time] ?? '');
    const text = (values[value] ?? '').trim();
    if (atMs === null) return wrong(`line ${line}: it has no time`, REMEDY);
    // Nothing was told of that bucket, which is not the same as nothing in it.
    if (text === '') continue;
    if (!isCount(text)) return wrong(`line ${line}: it has no number of requests`, REMEDY);
    if (seen.has(atMs)) return wrong(`line ${line}: its time was there before`, 'write one row for each bucket');
    seen.add(atMs);
    points.push({ atMs, value: Number(text) });
  }
  return right({ points, unit: 'count' });
}

function isCount(text: string): boolean {
  return /^\d+(\.\d+)?(e\+?\d+)?$/i.test(text.trim());
}
