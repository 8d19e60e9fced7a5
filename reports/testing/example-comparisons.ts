import type {
  Compared,
  ComparedMetric,
  ComparisonRow,
  Incomparable,
  ReuseCounts,
} from '../../harness/model/findings/comparison.js';
import { alarm } from '../../harness/model/findings/doubt.js';
import { interval } from './example-findings.js';
import { label } from './example-runs.js';

/** Comparisons with round numbers. */

function row(metric: ComparedMetric, base: number, head: number, changes: Partial<ComparisonRow> = {}): ComparisonRow {
  const change = base === 0 ? null : head / base - 1;
  return {
    policy: 'keep-alive',
    metric,
    kind: 'exact',
    base,
    head,
    change: change === null ? null : { mean: change, low: change, high: change },
    verdict: 'no change',
    gate: null,
    ...changes,
  };
}

const CPU_ROW = row('cpuUsPerRequest', 311.4, 318.2, {
  kind: 'informational',
  change: interval(0.0218, -0.041, 0.087),
  verdict: 'not judged',
});

const reuse = (requests: number, opened: number, mostInFlight: number | null): ReuseCounts => ({
  requests,
  opened,
  reusedShare: 1 - opened / requests,
  mostInFlight,
});

export const COMPARED: Compared = {
  kind: 'compared',
  schemaVersion: 1,
  base: label('runs/peak/base'),
  head: label('runs/peak/head'),
  interleaved: false,
  status: 'pass',
  headline: 'connections unchanged; times not judged',
  rows: [
    row('connectionsPerRequest', 0.013, 0.013, { gate: { status: 'pass', limit: 'max 0.05' } }),
    row('fullHandshakesPerRequest', 0, 0),
    CPU_ROW,
    row('responseTimeP50Ms', 4.61, 5.53, {
      kind: 'informational',
      change: interval(0.2, null, null),
      verdict: 'not judged',
    }),
    row('containers', 16, 16, { kind: 'informational', change: interval(0, null, null), verdict: 'not judged' }),
  ],
  lostReuse: [],
  accepted: [],
  reuse: [{ policy: 'keep-alive', request: null, base: reuse(24_000, 312, 14), head: reuse(24_000, 312, 17) }],
  failures: [],
  timesApart: [],
  disclosed: [],
  warnings: ['The runs were saved apart and are not paired.'],
};

const OVER = alarm('gate-over', 'keep-alive', { metric: 'connectionsPerRequest', value: 0.112, max: 0.05 });

/** One request name of ten no longer reuses, and the server now answers some with an error. */
export const LOST_REUSE: Compared = {
  ...COMPARED,
  head: label('runs/peak/head', { verdict: { status: 'fail', reasons: [OVER] } }),
  status: 'fail',
  headline:
    'lost reuse: policy keep-alive opens 0.11 connections per request, was 0.013 (max 0.05): 1.00 of get-price, was 0.013; 0.099 per request are closed by the client after an answer, was 0',
  rows: [
    row('connectionsPerRequest', 0.013, 0.112, {
      verdict: 'over its gate',
      gate: { status: 'fail', limit: 'max 0.05' },
    }),
    row('fullHandshakesPerRequest', 0, 0.03, { verdict: 'regressed' }),
    CPU_ROW,
  ],
  lostReuse: [
    {
      policy: 'keep-alive',
      base: 0.013,
      head: 0.112,
      requests: [{ name: 'get-price', base: 0.013, head: 1 }],
      closedByServer: null,
      endedBy: { end: 'client-after-answer', base: 0, head: 0.099 },
      isGated: true,
    },
  ],
  reuse: [
    { policy: 'keep-alive', request: null, base: reuse(24_000, 312, 14), head: reuse(24_000, 2688, 15) },
    { policy: 'keep-alive', request: 'get-price', base: reuse(2400, 31, null), head: reuse(2400, 2400, null) },
  ],
  failures: [
    {
      policy: 'keep-alive',
      cause: 'HTTP 503',
      base: { failed: 0, requests: 24_000 },
      head: { failed: 7, requests: 24_000 },
    },
  ],
  disclosed: [{ key: 'policies.keep-alive.maxFreeSockets', base: '256', head: '1' }],
};

export const INCOMPARABLE: Incomparable = {
  kind: 'incomparable',
  schemaVersion: 1,
  base: label('runs/peak/base'),
  head: label('runs/plain/head'),
  differences: [
    { key: 'target.tls', base: 'true', head: 'false' },
    { key: 'requests.0.path', base: '/orders/42', head: '/orders/43' },
  ],
};
