import { note } from '../../harness/model/findings/doubt.js';
import type { Capacity, Findings, Interval, PolicyFindings, Savings } from '../../harness/model/findings/findings.js';
import { questionOf } from '../../harness/model/findings/question.js';
import type { CounterSeries } from '../../harness/model/run/series.js';
import { provided } from '../../harness/model/workload/provided.js';
import type { Fleet } from '../../harness/model/workload/workload.js';
import { exampleRun } from '../../harness/testing/example-run.js';
import { EXAMPLE_FLEET } from '../../harness/testing/example-workload.js';

/** Findings with round numbers, for tests of the renderers. */

export const interval = (mean: number, low: number | null, high: number | null): Interval => ({ mean, low, high });

export const PEAK = 200_000 / 60;

/** 19.7 containers, of which 842 us per request are 4.0: the figures below follow from it. */
const FLEET: Fleet = { ...EXAMPLE_FLEET, cpu: 0.69, target: 0.7 };

/** The plan whose run is made up here. */
export const EXAMPLE_PLAN = exampleRun({
  name: 'peak',
  peakPerSecond: PEAK,
  requestsPerSlot: 2000,
  fleet: FLEET,
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

export function policy(perRequest: number, cpu: Interval, changes: Partial<PolicyFindings> = {}): PolicyFindings {
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

export const COLD = policy(1, interval(1153.2, 1104, 1204), {
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
export const KEEP_ALIVE = policy(0.013, interval(311.4, 296.1, 327.3));

export const NOT_MEASURED = policy(0, interval(0, null, null), { requests: 0, requestsSent: 0 });

export const SAVED: Savings = {
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

/** What the containers of a fleet need by themselves, and how many they are with its zones and spare. */
export function capacity(exact: number, demand: number, saved: Capacity['saved'], fleet = FLEET): Capacity {
  const recommended = provided(fleet, exact);
  const { zones, spare = 0, target } = fleet;
  const left = recommended - spare;
  const [serving, row] = zones > 1 ? [(left / zones) * (zones - 1), zones - 1] : [left, 1];
  const end = (off: number) => {
    const moved = exact + (off * fleet.containers) / target;
    return { value: fleet.cpu + off, containers: provided(fleet, moved), exact: moved };
  };
  return {
    containers: {
      today: 20,
      lean: recommended,
      safe: recommended,
      recommended,
      low: recommended - zones,
      high: recommended,
      distribution: [
        { containers: recommended - zones, share: 0.3 },
        { containers: recommended, share: 0.7 },
      ],
    },
    exact: { lean: exact, safe: exact + 0.1, low: exact - 1, high: exact + 0.2 },
    saved,
    carries: { lean: (PEAK * 20) / recommended, safe: (PEAK * 20) / (recommended - 0.2) },
    limits: [
      { name: 'CPU', use: (exact + 0.1) / serving, of: { count: serving, noun: 'container' } },
      { name: 'ports', use: demand / (28_232 / 60) / serving, of: { count: serving, noun: 'container' } },
    ],
    regret: {
      tooFew: { timeShare: null, overShare: 0.7, utilisation: (target * exact) / (serving - row) },
      tooMany: {
        utilisation: (target * exact) / (serving + row),
        ...(zones > 1 && { containers: recommended + zones }),
      },
    },
    breakEvenPerSecond: saved === null ? null : PEAK / saved.safe,
    tornado: [{ input: 'utilisation today', low: end(-fleet.cpuRounding), high: end(fleet.cpuRounding) }],
    sensitivity: [1, 1.2].map((factor) => ({
      peakPerSecond: PEAK * factor,
      targetUtilisation: target,
      containers: provided(fleet, exact * factor),
    })),
    ceilings: [
      {
        name: 'ephemeral ports',
        short: 'ports',
        demand,
        limit: 28_232 / 60,
        unit: 'new connections/s per source and destination address',
        needed: Math.ceil(demand / (28_232 / 60)),
        there: { count: serving, noun: 'container' },
        use: demand / (28_232 / 60) / serving,
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
    cold: capacity(19.7, PEAK, null),
    'keep-alive': capacity(15.7, 0.013 * PEAK, { lean: 4, safe: 4, low: 3, high: 5 }),
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
    fleet: { replicas: 16, cpuMillis: 1000, utilisationPercent: 70, mostReplicas: 20 },
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
