import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Compared, ComparisonRow } from '../model/findings/comparison.js';
import { type AaPair, aaText, summariseAa } from './aa-summary.js';

const row = (changes: Partial<ComparisonRow>): ComparisonRow => ({
  policy: 'today',
  metric: 'cpuUsPerRequest',
  kind: 'informational',
  base: 100,
  head: 100,
  change: { mean: 0, low: -0.1, high: 0.1 },
  verdict: 'within its gate',
  gate: { status: 'pass', limit: 'at most +10 %' },
  ...changes,
});

const side = { verdict: { reasons: ['no valid block'] } };

function pair(status: Compared['status'], rows: readonly ComparisonRow[]): AaPair {
  const result = { kind: 'compared', status, headline: `it is ${status}`, rows, base: side, head: side } as const;
  return { workload: 'aa.yaml', result };
}

test('what fired is counted of what was decided, and an invalid pair is none', () => {
  const worse = { mean: 0.3, low: 0.2, high: 0.4 };
  const count = row({ metric: 'connectionsPerRequest', kind: 'exact', gate: null, verdict: 'no change' });
  const summary = summariseAa([
    pair('pass', [row({}), count]),
    pair('fail', [row({ change: worse, gate: { status: 'fail', limit: '' } }), { ...count, verdict: 'regressed' }]),
    pair('inconclusive', [row({ gate: { status: 'inconclusive', limit: '' } }), { ...count, verdict: 'inconclusive' }]),
    pair('pass', [row({ metric: 'responseTimeP50Ms', gate: null, verdict: 'not judged' })]),
    pair('invalid', [row({ gate: { status: 'fail', limit: '' } })]),
    { workload: 'aa.yaml', result: { kind: 'no comparison', says: 'git is missing' } },
  ]);
  assert.deepEqual([summary.pairs, summary.valid, summary.failed.count], [6, 4, 1]);
  const { judged, fired, undecided, intervals, withoutZero } = summary.gates;
  assert.deepEqual([judged, fired, undecided, intervals, withoutZero], [3, 1, 1, 3, 1]);
  assert.deepEqual(
    summary.ungated.map((one) => [one.metric, one.judged, one.fired, one.undecided, one.intervals]),
    [['connectionsPerRequest', 3, 1, 1, 0]],
  );
  assert.deepEqual(summary.invalid, { 'no valid block': 1, 'git is missing': 1 });
  const text = aaText(summary);
  assert.match(text, /^6 comparisons of equal sides, 4 valid; 1 failed \(95 %: 0\.6 % to 80\.6 %\)$/m);
  assert.match(text, /^ {2}failed: it is fail$/m);
  assert.match(text, /^ {2}cpuUsPerRequest: 1 of 3 fired \(0\.8 % to 90\.6 %\), 1 left undecided; 1 of 3 intervals/m);
});
