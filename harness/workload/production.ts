import { readFileSync } from 'node:fs';
import { usingFile } from '../model/file-mistake.js';
import type { Production, Seen } from '../model/findings/production.js';
import { mistake } from '../model/mistake.js';
import { readCsv } from './feed/csv.js';
import type { Reader } from './problem.js';
import { productionOfJson } from './production-json.js';
import { readPositive } from './readers/plain.js';
import { readShare } from './readers/shares.js';
import { readRatePerSecond } from './readers/units.js';

const REMEDY =
  'write when,containers,cpu,connections,requests and below it a row for before and one for after, such as after,16,57%,43/s,200000/min';

/** A CSV, or JSON of CloudWatch or Prometheus with the moment of the roll-out, milliseconds since 1970. Throws UserMistake. */
export function readProduction(file: string, rolloutMs: number | null = null): Production {
  const text = usingFile(file, 'read', () => readFileSync(file, 'utf8')).replace(/^\uFEFF/, '');
  if (!text.trimStart().startsWith('{')) return withTraffic(file, productionOfCsv(file, text));
  if (rolloutMs === null)
    throw mistake(
      `${file} has times, and nothing says which are before the roll-out`,
      'give --rollout 2026-11-20T10:00:00Z',
    );
  const production = productionOfJson(text, rolloutMs);
  if (!production.ok) throw mistake(`${file}: ${production.wrong}`, production.right);
  return withTraffic(file, production.value);
}

/** What is divided by is not zero. */
function withTraffic(file: string, production: Production): Production {
  for (const when of ['before', 'after'] as const) {
    const { containers, cpu, requestsPerSecond } = production[when];
    if (containers > 0 && cpu > 0 && requestsPerSecond !== 0) continue;
    const none = containers > 0 ? (cpu > 0 ? 'requests' : 'cpu') : 'containers';
    throw mistake(`${file} tells of no ${none} at all ${when} the roll-out`, 'give figures of a time with traffic');
  }
  return production;
}

/** A row for before and one for after; connections and requests may be empty. */
function productionOfCsv(file: string, text: string): Production {
  const rows: (readonly string[])[] = [];
  const flaw = readCsv(text, ({ values }) => rows.push(values.map((value) => value.trim())));
  if (flaw !== null) throw mistake(`${file}, line ${flaw.line}: ${flaw.wrong}`, REMEDY);
  const [columns = [], ...seen] = rows;
  const missing = ['when', 'containers', 'cpu'].find((name) => !columns.includes(name));
  if (missing !== undefined) throw mistake(`${file} has no column ${missing}`, REMEDY);
  const rowOf = (when: string) => {
    const found = seen.filter((row) => row[columns.indexOf('when')] === when);
    if (found.length !== 1) throw mistake(`${file} has ${found.length} rows of ${when}`, REMEDY);
    return seenIn(file, when, (name) => found[0]![columns.indexOf(name)] ?? '');
  };
  const [before, after] = [rowOf('before'), rowOf('after')];
  if ((before.requestsPerSecond === null) !== (after.requestsPerSecond === null))
    throw mistake(
      `${file} tells the requests of one of the two`,
      'write those of both, or leave the column out where they are alike',
    );
  return { before, after };
}

function seenIn(file: string, when: string, cell: (name: string) => string): Seen {
  const read = (name: string, reader: Reader<number>): number => {
    const reading = reader(cell(name));
    if (reading.ok) return reading.value;
    throw mistake(`${file}: ${name} ${when} is \`${cell(name)}\`, ${reading.wrong}`, reading.right);
  };
  const maybe = (name: string) => (cell(name) === '' ? null : read(name, readRatePerSecond));
  return {
    containers: read('containers', readPositive(1_000_000)),
    cpu: read('cpu', readShare),
    connectionsPerSecond: maybe('connections'),
    requestsPerSecond: maybe('requests'),
  };
}
