import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { k6Importer } from '../import/k6/k6.js';
import { UserMistake } from '../model/mistake.js';
import type { Plan } from '../model/run/plan.js';
import { tempFolder } from './cli.js';
import { CSV_HEAD, csvRow, jsonLine, type K6Point, type K6Request, ourTags, pointsOf } from './k6-rows.js';

/** Files as k6 writes them, and what the importer makes of them. */

export const START = Date.parse('2026-11-26T10:00:00.000Z');
const folder = tempFolder({ after: (end) => process.once('exit', end) });
let files = 0;

export function fileOf(text: string | Uint8Array, name = 'points.json'): string {
  files += 1;
  const file = path.join(folder, `${files}-${name}`);
  writeFileSync(file, text);
  return file;
}

export const json = (requests: readonly K6Request[], more: readonly string[] = []) =>
  [...more, once(requests, 'json', () => lines(requests, (point, index) => jsonLine(point, index % 2 === 0)))].join(
    '\n',
  );
export const csv = (requests: readonly K6Request[], digits: 10 | 13 | 19 = 13) =>
  once(requests, `csv ${digits}`, () => `${CSV_HEAD}\n${lines(requests, (point) => csvRow(point, digits))}`);

const lines = (requests: readonly K6Request[], line: (point: K6Point, index: number) => string) =>
  `${requests.flatMap(pointsOf).map(line).join('\n')}\n`;

/** By the list itself: most tests begin with the same one. */
const texts = new WeakMap<readonly K6Request[], Map<string, string>>();
function once(requests: readonly K6Request[], kind: string, make: () => string): string {
  const known = texts.get(requests) ?? new Map<string, string>();
  texts.set(requests, known);
  const text = known.get(kind) ?? make();
  known.set(kind, text);
  return text;
}

export const read = (names: readonly string[], plan: Plan | null = null) =>
  k6Importer.read(names, { holdline: '1.2.3', plan, onProgress: () => {} });
export const told = async (names: readonly string[], plan: Plan | null = null) => {
  const error = await read(names, plan).then(
    () => assert.fail('nothing was wrong'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserMistake, String(error));
  return error.message;
};

/** 400 requests in 4 s, each fourth on a new connection, each fiftieth failed. */
export const REQUESTS: readonly K6Request[] = Array.from({ length: 400 }, (_, n) => ({
  atMs: START + n * 10,
  duration: 1 + ((n * 37) % 400) / 10,
  blocked: n % 4 === 0 ? 2 : 0.1,
  connecting: n % 4 === 0 ? 0.7 : 0,
  handshaking: n % 8 === 0 ? 1.1 : 0,
  ...(n % 50 === 49 ? { status: n % 100 === 99 ? 503 : 0, errorCode: n % 100 === 99 ? '1503' : '1212' } : {}),
  tags: ourTags('cold'),
}));

/** Of a script that is not ours: it counts no connections. */
export const SUMMARY = {
  root_group: {},
  state: { testRunDurationMs: 4000 },
  metrics: {
    http_reqs: { type: 'counter', contains: 'default', values: { count: 400, rate: 100 } },
    http_req_failed: {
      type: 'rate',
      contains: 'default',
      values: { rate: 0.02, passes: 8, fails: 392 },
      thresholds: { 'rate<=0.001': { ok: false } },
    },
    http_req_duration: { type: 'trend', contains: 'time', values: { avg: 20, 'p(99)': 40 } },
    dropped_iterations: { type: 'counter', contains: 'default', values: { count: 1 } },
  },
};
/** What ours counts beside. */
export const COUNTED = {
  holdline_connections: { values: { count: 100 } },
  holdline_handshakes: { values: { count: 50 } },
};
