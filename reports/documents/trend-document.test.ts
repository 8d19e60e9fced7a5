import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trend } from '../../harness/model/findings/trend.js';
import { renderTrend } from '../index.js';
import { trendDocument } from './trend-document.js';

const METRICS = ['connectionsPerRequest', 'failureShare'] as const;

/** A run for each pair of connections per request and share of failures. */
const headline = (...runs: readonly (readonly [connections: number | null, failures: number | null])[]): string => {
  const trend: Trend = {
    kind: 'trend',
    schemaVersion: 1,
    workload: 'checkout',
    metrics: METRICS,
    runs: runs.map(([connectionsPerRequest, failureShare], n) => ({
      name: `run-${n + 1}`,
      startedAt: `2025-01-0${n + 1}T00:00:00.000Z`,
      status: 'pass',
      counts: { today: { connectionsPerRequest, failureShare } },
    })),
  };
  return trendDocument(trend).headline;
};

test('the last run is held against the one before it, and nothing is said of others', () => {
  assert.equal(headline([0.01, 0], [1, 0]), 'connections per request of today is 1.00, was 0.010');
  const back = 'no count of the last run moved from the one before it, of 3 runs';
  assert.equal(headline([0.01, 0], [1, 0], [1, 0]), back);
});

test('failures move however few they are', () => {
  assert.equal(headline([0.01, 0], [0.011, 0.004]), 'failed requests of today is 0.400 %, was 0 %');
});

test('a suite of a trend has the name of its workload', () => {
  const trend: Trend = { kind: 'trend', schemaVersion: 1, workload: 'checkout', metrics: [], runs: [] };
  assert.match(renderTrend(trend, 'junit'), /<testsuite name="checkout"/);
});

test('what is not there has not stayed as it was', () => {
  assert.equal(headline([1, 0]), '1 run: there is nothing to hold it against');
  assert.equal(headline([1, 0], [null, null]), 'run-2 counted nothing that another run could be held against');
});
