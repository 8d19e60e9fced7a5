import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block } from '../../harness/model/findings/document.js';
import type { CounterSeries } from '../../harness/model/run/series.js';
import { renderFindings } from '../index.js';
import { exampleFindings } from '../testing/example-findings.js';
import { SAME_TWICE } from '../testing/example-runs.js';
import { secondsSection, seriesSection } from './series.js';

const FOUND = exampleFindings();

type Table = Extract<Block, { kind: 'table' }>;

const tablesWith = (change: (series: CounterSeries) => Partial<CounterSeries>): Table[] => {
  const policies = Object.entries(FOUND.policies).map(([name, policy]) => {
    return [name, { ...policy, series: { ...policy.series, ...change(policy.series) } }] as const;
  });
  const findings = exampleFindings({ policies: Object.fromEntries(policies) });
  const blocks = [secondsSection, seriesSection].flatMap((section) => section(findings)?.blocks ?? []);
  return blocks.filter((block): block is Table => block.kind === 'table');
};
const titles = (table: Table | undefined) => table?.columns.map((column) => column.title);

test('a short run has a table for each policy, with a row for each second and a column for what varies', () => {
  const [cold, keepAlive, all, ...more] = tablesWith(() => ({}));
  assert.equal(more.length, 0);
  assert.deepEqual(titles(cold), ['second of cold', 'TCP connections', 'accepted by the target', 'DNS lookups']);
  assert.deepEqual(keepAlive?.rows[0], ['1', '309', '309', '309']);
  assert.equal(keepAlive?.rows.length, 4);
  assert.deepEqual(titles(all), [
    '',
    'HTTP requests',
    'TCP connections',
    'accepted by the target',
    'DNS lookups',
    'containers (computed)',
  ]);
});

test('a run in which every second is the same is told in one table', () => {
  const same = tablesWith(({ requests }) => ({ connections: requests, accepts: null, lookups: requests }));
  assert.equal(same.length, 1);
});

test('what nobody counted has no column, and what was not counted for one policy says so', () => {
  const all = tablesWith(() => ({ accepts: null, containers: null })).at(-1);
  assert.equal(titles(all)?.includes('accepted by the target'), false);
  assert.equal(titles(all)?.includes('containers (computed)'), false);
  const [cold, keepAlive] = tablesWith(({ connections }) => ({
    dnsQueries: connections[0] === 309 ? null : connections.map((count, second) => 8 * count + second),
  }));
  const column = titles(cold)?.indexOf('DNS queries') ?? -1;
  assert.deepEqual([cold?.rows[0]?.[column], keepAlive?.rows[0]?.[column]], ['48,000', 'n/a']);
});

test('a long run has one table: what it was in all, the least and the most', () => {
  const times = <T>(values: readonly T[] | null) => values && Array.from({ length: 8 }, () => values).flat();
  const [table, ...more] = tablesWith((series) => ({
    requests: times(series.requests)!,
    connections: times(series.connections)!,
    accepts: times(series.accepts),
    containers: times(series.containers),
  }));
  assert.equal(more.length, 0);
  assert.deepEqual(
    table?.rows.slice(3).map((row) => [row[0], row[1], row[2], row[5]]),
    [
      ['keep-alive, in all', '192,000', '2,496', ''],
      ['keep-alive, least in a second', '6,000', '0', '16'],
      ['keep-alive, most in a second', '6,000', '309', '16'],
    ],
  );
});

test('without a second there is no section, and with every figure it fits 80 columns', () => {
  assert.deepEqual([seriesSection(SAME_TWICE), secondsSection(SAME_TWICE)], [null, null]);
  const policies = Object.fromEntries(
    Object.entries(FOUND.policies).map(([name, policy]) => {
      return [name, { ...policy, series: { ...policy.series, dnsQueries: policy.series.connections } }];
    }),
  );
  const lines = renderFindings(exampleFindings({ policies }), 'text').split('\n');
  assert.ok(
    lines.some((line) => /^1 +6,000 +6,000 +6,000 +6,000$/.test(line)),
    lines.join('\n'),
  );
  assert.ok(lines.every((line) => line.length <= 80));
});
