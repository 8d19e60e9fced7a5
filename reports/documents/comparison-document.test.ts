import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../harness/analysis/comparison/comparison.js';
import type { ComparisonRow } from '../../harness/model/findings/comparison.js';
import { exampleServiceRun } from '../../harness/testing/example-service.js';
import { renderComparison } from '../index.js';
import { COMPARED } from '../testing/example-comparisons.js';
import { comparisonDocument } from './comparison-document.js';

const row = (metric: ComparisonRow['metric'], change: number, verdict: ComparisonRow['verdict']): ComparisonRow => ({
  policy: 'today',
  metric,
  kind: 'exact',
  base: 1,
  head: 1 + change,
  change: { mean: change, low: change, high: change },
  verdict,
  gate: null,
});

function verdictsOf(rows: readonly ComparisonRow[]): string[] {
  const { sections } = comparisonDocument({ ...COMPARED, rows });
  const [table] = sections.find(({ title }) => title === 'Exact counts')!.blocks;
  assert.ok(table?.kind === 'table');
  return table.rows.map((cells) => cells[5]!);
}

test('a count that moved for all to see is never called unchanged', () => {
  const small = row('connectionsPerRequest', 0.02, 'no change');
  const moved = row('handshakesPerRequest', 2.4, 'no change');
  const worse = row('lookupsPerRequest', 2.4, 'regressed');
  assert.deepEqual(verdictsOf([small, moved, worse]), ['no change', 'within limits', 'regressed']);
});

test('what follows from connections that a gate has judged refers to them', () => {
  const gated = row('connectionsPerRequest', 2.4, 'over its gate');
  const moved = row('handshakesPerRequest', 6.8, 'no change');
  assert.deepEqual(verdictsOf([gated, moved]), ['over its gate', 'see connections']);
  assert.deepEqual(verdictsOf([gated, { ...moved, policy: 'cold' }]), ['over its gate', 'within limits']);
});

test('what a service calls stands under call, and names of requests under request', () => {
  const run = exampleServiceRun();
  const text = renderComparison(compare({ path: 'a', run }, { path: 'b', run }), 'text');
  assert.match(text, /^policy +call +run +requests +opened +reused$/m);
  assert.match(renderComparison(COMPARED, 'text'), /^policy +request +run +requests +opened/m);
});
