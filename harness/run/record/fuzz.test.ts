import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderComparison, renderFindings } from '../../../reports/index.js';
import { compare } from '../../analysis/comparison/comparison.js';
import { analyse } from '../../analysis/run/findings.js';
import { UserMistake } from '../../model/mistake.js';
import { deriveSeed, seededRandom } from '../../model/random.js';
import type { Run } from '../../model/run/run.js';
import { parseJournal } from './parse-journal.js';
import { parseRecord } from './parse-record.js';

/**
 * Whatever happened to a file on its way, the outcome is a report or a user's mistake. Without a fleet, whose draws take
 * most of the time, and of fewer slots: more mutations in less time.
 */

const recorded = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../../harness/testing/recorded/${name}`, import.meta.url)), 'utf8');

type Json = ReturnType<typeof JSON.parse>;

const RECORD: Json = JSON.parse(recorded('0.1.0/run.json'));
RECORD.slots.length = 4;
const withoutFleet = (run: Json): Json => Object.assign(run.plan.workload, { fleet: null });
withoutFleet(RECORD);
const WHOLE = parseRecord('whole', JSON.stringify(RECORD));
const JOURNAL = recorded('0.1.0-cut/journal.jsonl').split('\n').slice(0, 11);

/** `MUTATIONS=50 node --test ...` tries fifty times as many. */
const TIMES = Number(process.env.MUTATIONS ?? 1);

const ODD: readonly Json[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  2 ** 53,
  '',
  '12',
  '__proto__',
  'keep-alive',
  '\u001b[31m\u202e`|<script>@all\n# x',
  'x'.repeat(10_000),
  [],
  [null],
  {},
  { kind: 'open' },
  { toString: 1, length: 3, constructor: null },
  JSON.parse('{"__proto__": {"planned": 1}}'),
];

/** A copy in which one value, anywhere, is another, missing, or a copy of a value from elsewhere. */
function withOneChange(tree: Json, random: () => number): Json {
  const copy = JSON.parse(JSON.stringify(tree));
  const places = [...placesIn(copy)];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const [holder, key] = pick(places);
  const way = random();
  if (way < 0.2) delete holder[key];
  else if (way < 0.4) {
    const [other, otherKey] = pick(places);
    holder[key] = JSON.parse(JSON.stringify(other[otherKey] ?? null));
  } else holder[key] = pick(ODD);
  return copy;
}

function* placesIn(value: Json): Generator<[Json, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    yield [value, key];
    yield* placesIn(value[key]);
  }
}

/** A copy of which a part is cut out, doubled, or overwritten with something. */
function withDamage(text: string, random: () => number): string {
  const from = Math.floor(random() * text.length);
  const to = Math.min(text.length, from + Math.ceil(random() ** 4 * 2000));
  const way = random();
  if (way < 0.25) return text.slice(0, from);
  if (way < 0.5) return text.slice(0, from) + text.slice(to);
  if (way < 0.75) return text.slice(0, to) + text.slice(from);
  return (
    text.slice(0, from) + '\0\n"]{,9e'[Math.floor(random() * 8)]!.repeat(Math.ceil(random() * 4)) + text.slice(from + 1)
  );
}

function reportsOf(run: Run): void {
  const findings = analyse(run);
  for (const format of ['text', 'markdown', 'json'] as const) renderFindings(findings, format);
  const comparison = compare({ path: 'base', run: WHOLE }, { path: 'head', run });
  renderComparison(comparison, 'markdown');
}

/** How many were read; fails on anything that is neither a report nor a mistake of one line. */
function readAll(mutations: number, read: (random: () => number) => Run): number {
  let reports = 0;
  for (let index = 0; index < mutations * TIMES; index += 1) {
    try {
      reportsOf(read(seededRandom(deriveSeed(11, index))));
      reports += 1;
    } catch (error) {
      if (error instanceof UserMistake) continue;
      assert.fail(`mutation ${index}: ${(error as Error).stack}`);
    }
  }
  return reports;
}

test('a record with one value changed', (t) => {
  const reports = readAll(150, (random) => parseRecord('run.json', JSON.stringify(withOneChange(RECORD, random))));
  t.diagnostic(`${reports} were read`);
  assert.ok(reports > 0 && reports < 75 * TIMES, `${reports} were read`);
});

test('a record with damaged bytes', () => {
  const text = JSON.stringify(RECORD);
  assert.ok(readAll(80, (random) => parseRecord('run.json', withDamage(text, random))) < 80 * TIMES);
});

test('a journal with one value changed, or damaged bytes', () => {
  const begin: Json = JSON.parse(JOURNAL[0]!);
  const lines = [JSON.stringify(Object.assign(begin, { plan: RECORD.plan })), ...JOURNAL.slice(1)];
  const damaged = (random: () => number): string => {
    if (random() < 0.3) return withDamage(`${lines.join('\n')}\n`, random);
    const at = Math.floor(random() * lines.length);
    const line = JSON.stringify(withOneChange(JSON.parse(lines[at]!), random));
    return `${[...lines.slice(0, at), line, ...lines.slice(at + 1)].join('\n')}\n`;
  };
  assert.ok(readAll(25, (random) => parseJournal('journal.jsonl', damaged(random))) > 12 * TIMES);
});
