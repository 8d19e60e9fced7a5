import type { BlockFault } from '../../harness/model/findings/block-fault.js';
import type {
  Compared,
  ComparedMetric,
  ComparisonRow,
  Incomparable,
  ReuseCounts,
  RunLabel,
} from '../../harness/model/findings/comparison.js';
import { alarm, caution, note } from '../../harness/model/findings/doubt.js';
import type { Capacity, Findings, Interval, PolicyFindings, Savings } from '../../harness/model/findings/findings.js';
import { questionOf } from '../../harness/model/findings/question.js';
import type { CounterSeries } from '../../harness/model/run/series.js';
import { USUAL_NETWORK } from '../../harness/model/workload/workload.js';
import { exampleRun } from '../../harness/testing/example-run.js';
import { EXAMPLE_FLEET } from '../../harness/testing/example-workload.js';

/** Findings and comparisons with round numbers, for tests of the renderers. */

const interval = (mean: number, low: number | null, high: number | null): Interval => ({ mean, low, high });

const PEAK = 200_000 / 60;

/** The plan whose run is made up here. */
export const EXAMPLE_PLAN = exampleRun({
  name: 'peak',
  peakPerSecond: PEAK,
  requestsPerSlot: 2000,
  fleet: EXAMPLE_FLEET,
  histograms: false,
}).plan;

const NO_SERIES: CounterSeries = {
  requests: [],
  connections: [],
  lookups: [],
  accepts: null,
  dnsQueries: null,
  containers: null,
  responseTimeP99Ms: [],
};

function policy(perRequest: number, cpu: Interval, changes: Partial<PolicyFindings> = {}): PolicyFindings {
  const opened = Math.round(24_000 * perRequest);
  return {
    requests: 24_000,
    completedPerSecond: 498.7,
    requestsSent: 24_000,
    failures: {},
    causes: [],
    statuses: { 200: 24_000 },
    byRequest: [],
    mostInFlight: 64,
    connectionFacts: null,
    poolWaitMs: null,
    connections: {
      opened,
      perRequest,
      perSecondAtPeak: perRequest * PEAK,
      reusedRequests: 24_000 - opened,
      scaling: perRequest === 1 ? 'per request' : 'with overlap',
    },
    tls: { full: Math.round(opened / 100), resumed: opened - Math.round(opened / 100) },
    dns: { lookups: opened, perSecondAtPeak: perRequest * PEAK, queries: null, queriesPerSecondAtPeak: null },
    cpuUsPerRequest: cpu,
    cpuUsBySlot: [0, 1, 2].flatMap((invocation) =>
      [0, 1].map((block) => ({ invocation, block, us: cpu.mean * (1 + 0.02 * (block - invocation)) })),
    ),
    targetCpuUsPerRequest: 148.2,
    sequenceTimeMs: null,
    responseTimeMs: { p50: 4.61, p90: 6.2, p99: 11.87, max: 48.3 },
    responseTimeMeanMs: 4.93,
    responseTimeP99Ms: interval(11.87, 11.42, 12.34),
    connectionTimeMeanMs: 4.8,
    serviceTimeMs: { p50: 4.55, p90: 6.1, p99: 11.2, max: 48.1 },
    scheduleLagMs: { p50: 0.04, p99: 0.62, max: 2.1 },
    series: NO_SERIES,
    ...changes,
  };
}

const COLD = policy(1, interval(1153.2, 1104, 1204), {
  failures: { timeout: 2, reset: 1 },
  causes: [
    {
      kind: 'timeout',
      code: 'REQUEST_TIMEOUT',
      count: 2,
      message: 'no whole answer came within requestTimeout',
      request: 'get-order',
    },
    { kind: 'reset', code: 'ECONNRESET', count: 1, message: 'read ECONNRESET', request: 'get-order' },
  ],
});
const KEEP_ALIVE = policy(0.013, interval(311.4, 296.1, 327.3));

const NOT_MEASURED = policy(0, interval(0, null, null), { requests: 0, requestsSent: 0 });

const SAVED: Savings = {
  verdict: 'improved',
  level: 0.95,
  cpuUsPerRequest: interval(841.8, 802, 883),
  cpuPercent: interval(73.1, 70.4, 75.7),
  cpuUsPerConnection: interval(853, 812, 895),
  connectionsPerSecond: 0.987 * PEAK,
  lookupsPerSecond: 0.987 * PEAK,
  handshakesPerSecond: { full: 0.00987 * PEAK, resumed: 0.97713 * PEAK },
  sequenceTimeMs: null,
  timePercent: null,
  timeVerdict: null,
  timeLevel: null,
};

function capacity(recommended: number, demand: number, saved: Capacity['saved']): Capacity {
  return {
    containers: {
      today: 20,
      lean: recommended,
      safe: recommended,
      recommended,
      low: recommended - 1,
      high: recommended,
      distribution: [
        { containers: recommended - 1, share: 0.3 },
        { containers: recommended, share: 0.7 },
      ],
    },
    exact: { lean: recommended - 0.4, safe: recommended - 0.2, low: recommended - 1.3, high: recommended - 0.1 },
    saved,
    carries: { lean: (PEAK * 20) / recommended, safe: (PEAK * 20) / (recommended - 0.2) },
    limits: [
      { name: 'CPU', use: 1 - 0.2 / recommended, of: { count: recommended, noun: 'container' } },
      {
        name: 'ports',
        use: demand / (28_232 / 60) / recommended,
        of: { count: recommended, noun: 'container' },
      },
    ],
    regret: {
      tooFew: { timeShare: null, overShare: 0.7, utilisation: (0.6 * (recommended - 0.4)) / (recommended - 1) },
      tooMany: { utilisation: (0.6 * (recommended - 0.4)) / (recommended + 1) },
    },
    breakEvenPerSecond: saved === null ? null : PEAK / saved.safe,
    tornado: [
      {
        input: 'utilisation today',
        low: { value: 0.565, containers: recommended - 1, exact: recommended - 1.2 },
        high: { value: 0.575, containers: recommended, exact: recommended - 0.2 },
      },
    ],
    sensitivity: [
      { peakPerSecond: PEAK, targetUtilisation: 0.6, containers: recommended },
      { peakPerSecond: PEAK * 1.2, targetUtilisation: 0.6, containers: Math.ceil(recommended * 1.2) },
    ],
    ceilings: [
      {
        name: 'ephemeral ports',
        short: 'ports',
        demand,
        limit: 28_232 / 60,
        unit: 'new connections/s per source and destination address',
        needed: Math.ceil(demand / (28_232 / 60)),
        there: { count: recommended, noun: 'container' },
        use: demand / (28_232 / 60) / recommended,
        formula: '28,232 ports / 60 s in TIME_WAIT',
        source: 'Linux ip_local_port_range',
      },
    ],
  };
}

/** Four seconds of each policy, of which only the first opens connections under reuse. */
function series(perSecond: readonly number[], containers: number): CounterSeries {
  const each = <T>(value: T) => perSecond.map(() => value);
  return {
    requests: each(6000),
    connections: perSecond,
    lookups: perSecond,
    accepts: perSecond,
    dnsQueries: null,
    containers: each(containers),
    responseTimeP99Ms: each(11.87),
  };
}

const FOUND: Findings = {
  schemaVersion: 1,
  workload: { name: 'peak', sha256: '3f9c'.repeat(16) },
  startedAt: '2025-03-01T18:00:00.000Z',
  question: questionOf(EXAMPLE_PLAN.workload),
  verdict: { status: 'pass', reasons: [] },
  lastFailures: [],
  baseline: 'cold',
  clients: { cold: 'node-http', 'keep-alive': 'node-http' },
  peakPerSecond: PEAK,
  offeredPerSecond: 1000,
  sequenceLength: null,
  environment: { node: '20.20.2', cpu: 'Example CPU', cores: 2, kernel: '6.1.0', holdline: '0.1.0' },
  policies: {
    cold: { ...COLD, series: series([6000, 6000, 6000, 6000], 20) },
    'keep-alive': { ...KEEP_ALIVE, series: series([309, 1, 0, 2], 16) },
  },
  savings: { 'keep-alive': SAVED },
  capacity: {
    cold: capacity(20, PEAK, null),
    'keep-alive': capacity(16, 0.013 * PEAK, { lean: 4, safe: 4, low: 3, high: 5 }),
  },
  deployment: {
    policy: 'keep-alive',
    client: 'node-http',
    tls: true,
    pool: {
      perSecond: 208.3,
      busyMs: 4.8,
      erlangs: 1,
      maxSockets: 5,
      byWait: [
        { share: 0.1, sockets: 3 },
        { share: 0.01, sockets: 5 },
        { share: 0.001, sockets: 6 },
      ],
    },
    idle: { serverMs: 6000, balancerMs: 60_000, timeoutMs: 5000 },
    lifetimeMs: 300_000,
    remaining: { byIdlePerSecond: 1.2, byLifetimePerSecond: 0.053 },
    fleet: { replicas: 16, cpuMillis: 1000, utilisationPercent: 60, mostReplicas: 20 },
  },
  counts: { socketsAgreeWithKernel: true, socketsAgreeWithTarget: true },
  gates: [{ metric: 'connectionsPerRequest', policy: 'keep-alive', max: 0.05, value: 0.013, status: 'pass' }],
  blocks: { planned: 12, valid: 12, dropped: [] },
  harnessCpuUsPerRequest: 21.3,
  doubts: [note('loopback', null, {})],
  trust: { level: 'high', causes: [] },
};

export function exampleFindings(changes: Partial<Findings> = {}): Findings {
  const { deployment, ...findings } = { ...FOUND, ...changes };
  const isPlanned = Object.keys(findings.capacity).length > 0 && deployment !== undefined;
  return isPlanned ? { ...findings, deployment } : findings;
}

const UNCHANGED: Savings = {
  ...SAVED,
  verdict: 'inconclusive',
  cpuUsPerRequest: interval(-1.2, -19, 17),
  cpuPercent: interval(-0.4, -6.1, 5.3),
  cpuUsPerConnection: null,
  connectionsPerSecond: 0,
  lookupsPerSecond: -0,
  handshakesPerSecond: { full: 0, resumed: 0 },
};

/** The same policy twice. */
export const SAME_TWICE = exampleFindings({
  verdict: {
    status: 'inconclusive',
    reasons: [
      caution('contrast-open', 'second', {
        what: 'CPU',
        low: -6.1,
        high: 5.3,
        invocations: 8,
        blocks: 4,
        minutes: 4.2,
      }),
    ],
  },
  baseline: 'first',
  policies: { first: KEEP_ALIVE, second: KEEP_ALIVE },
  savings: { second: UNCHANGED },
  capacity: {},
  gates: [],
});

/** As a record of schema 1 has it. */
const LATE: BlockFault = {
  kind: 'guard',
  arm: 'cold',
  guard: { name: 'late-sends', severity: 'drop', value: 12, detail: '12 % of sends were late' },
};

const BROKEN = [
  alarm('bad-blocks', null, { bad: 4, measured: 12, most: 0.2, first: LATE }),
  alarm('not-cold', 'cold', { sent: 24_000, reused: 1200 }),
];

export const INVALID = exampleFindings({
  verdict: {
    status: 'invalid',
    reasons: BROKEN,
  },
  trust: { level: 'low', causes: BROKEN },
  counts: { socketsAgreeWithKernel: false, socketsAgreeWithTarget: null },
  blocks: {
    planned: 12,
    valid: 8,
    dropped: [0, 1, 2, 3].map((block) => ({ invocation: 2, block, reasons: [LATE] })),
  },
});

const CUT_SHORT = caution('interrupted', null, { valid: 3, planned: 12 });

/** Interrupted before two slots of a policy could give an interval. */
export const INCOMPLETE = exampleFindings({
  verdict: { status: 'incomplete', reasons: [CUT_SHORT] },
  trust: { level: 'medium', causes: [CUT_SHORT] },
  policies: { cold: policy(1, interval(1153.2, null, null)), 'keep-alive': policy(0.013, interval(311.4, null, null)) },
  savings: {
    'keep-alive': {
      ...SAVED,
      verdict: 'no data',
      cpuUsPerRequest: interval(841.8, null, null),
      cpuPercent: interval(73.1, null, null),
      cpuUsPerConnection: interval(853, null, null),
    },
  },
  capacity: {},
  blocks: { planned: 12, valid: 3, dropped: [] },
  harnessCpuUsPerRequest: null,
});

const GONE = alarm('target-lost', null, { reason: 'no request under cold succeeded: 26 status of 26 requests' });

/** Lost before a block was valid. */
export const TARGET_LOST = exampleFindings({
  verdict: { status: 'target-lost', reasons: [GONE] },
  lastFailures: [
    { kind: 'status', code: 'HTTP 401', count: 26, message: '{"error":"unauthorized"}', request: 'get-order' },
  ],
  trust: { level: 'low', causes: [GONE] },
  policies: { cold: NOT_MEASURED, 'keep-alive': NOT_MEASURED },
  savings: {},
  capacity: {},
  counts: { socketsAgreeWithKernel: null, socketsAgreeWithTarget: null },
  gates: [{ metric: 'connectionsPerRequest', policy: 'keep-alive', max: 0.05, value: null, status: 'no data' }],
  blocks: { planned: 12, valid: 0, dropped: [] },
  harnessCpuUsPerRequest: null,
});

const BY_REQUEST: PolicyFindings['byRequest'] = ['get-order', 'quote'].map((name, place) => ({
  name,
  requests: place === 0 ? 21_590 : 2410,
  failures: place === 0 ? 0 : 3,
  statuses: place === 0 ? { 200: 21_590 } : { 200: 2407, 503: 3 },
  p50: 4.6,
  p99: place === 0 ? 11 : 24,
  connectionsPerRequest: 0.013,
  reusedShare: 0.987,
}));

/** Two requests, of which one fails now and then. */
export const TWO_REQUESTS = exampleFindings({
  question: questionOf({
    ...EXAMPLE_PLAN.workload,
    requests: EXAMPLE_PLAN.workload.requests.flatMap((get) => [
      { ...get, weight: 9 },
      { ...get, name: 'quote', method: 'POST', path: '/quotes', headers: {} },
    ]),
  }),
  policies: {
    cold: { ...COLD, byRequest: BY_REQUEST },
    'keep-alive': {
      ...KEEP_ALIVE,
      failures: { status: 3 },
      causes: [{ kind: 'status', code: 'HTTP 503', count: 3, message: 'try later', request: 'quote' }],
      byRequest: BY_REQUEST,
    },
  },
});

export const SINGLE_POLICY = exampleFindings({
  baseline: 'keep-alive',
  policies: { 'keep-alive': KEEP_ALIVE },
  savings: {},
  capacity: {},
});

/** A hundred requests one after the other, with the times of the AWS benchmark. */
export const SEQUENCE = exampleFindings({
  workload: { name: 'sequence', sha256: '3f9c'.repeat(16) },
  offeredPerSecond: null,
  sequenceLength: 100,
  policies: {
    cold: { ...COLD, sequenceTimeMs: interval(26_594, 26_411, 26_778) },
    'keep-alive': { ...KEEP_ALIVE, sequenceTimeMs: interval(9864, 9791, 9937) },
  },
  savings: {
    'keep-alive': {
      ...SAVED,
      sequenceTimeMs: interval(16_730, 16_532, 16_928),
      timePercent: interval(62.91, 62.51, 63.29),
      timeVerdict: 'improved',
      timeLevel: 0.95,
    },
  },
  capacity: {},
  gates: [],
});

/** Everything told of the plan: an interval, a network, prices, a calibration. */
export const PLANNED = exampleFindings({
  question: {
    ...questionOf(EXAMPLE_PLAN.workload),
    peakRange: { lowPerSecond: 3000, highPerSecond: 4000 },
    network: { ...USUAL_NETWORK, natAddresses: 2, resolver: { ...USUAL_NETWORK.resolver, search: 3, ndots: 5 } },
    prices: {
      currency: 'USD',
      dated: '2026-09-20',
      source: 'the price pages of a cloud',
      containerHour: 0.05,
      capacityUnitHour: 0.008,
    },
    fleet: { ...EXAMPLE_FLEET, cpu: 0.56, cpuRounding: 0.04, zones: 3, spare: 2, processes: 1 },
  },
  capacity: {
    cold: { ...capacity(20, PEAK, null), money: { currency: 'USD', containersPerHour: 1, loadBalancerPerHour: 1.067 } },
    'keep-alive': {
      ...capacity(16, 0.013 * PEAK, { lean: 4, safe: 4, low: 3, high: 5 }),
      money: { currency: 'USD', containersPerHour: 0.8, loadBalancerPerHour: 0.014 },
    },
  },
  doubts: [
    caution('not-calibrated', null, { cpu: 'Example CPU' }),
    caution('ceiling-over', 'cold', { ceiling: 'NAT gateway addresses', use: 1.82, of: { count: 2, noun: 'address' } }),
    note('loopback', null, {}),
  ],
  trust: { level: 'medium', causes: [caution('not-calibrated', null, { cpu: 'Example CPU' })] },
});

/** Three alternatives, with a name that needs escapes and one that is long. */
export const MANY_POLICIES = exampleFindings({
  policies: {
    cold: COLD,
    'keep-alive': KEEP_ALIVE,
    'a|b `c` @team <b>': KEEP_ALIVE,
    'keep-alive-with-sixty-four-sockets-and-a-name-that-is-wider-than-a-column': KEEP_ALIVE,
  },
  savings: {
    'keep-alive': SAVED,
    'a|b `c` @team <b>': { ...SAVED, verdict: 'better, size unclear' },
    'keep-alive-with-sixty-four-sockets-and-a-name-that-is-wider-than-a-column': SAVED,
  },
});

const label = (path: string, changes: Partial<RunLabel> = {}): RunLabel => ({
  path,
  workload: 'peak',
  startedAt: '2025-03-01T18:00:00.000Z',
  verdict: { status: 'pass', reasons: [] },
  ...changes,
});

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
    'lost reuse: policy keep-alive opens 0.11 connections per request, was 0.013: 1.00 of get-price, was 0.013; 0.099 per request are closed by the client after an answer, was 0 (max 0.05)',
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
