/** What a tool is asked to send: a closed loop over as many connections as all tools have, or a rate. */
export interface BenchLoad {
  readonly keepAlive: boolean;
  /** Null for as fast as the answers come. */
  readonly ratePerSecond: number | null;
}

/** The same for every tool. */
export const CONNECTIONS = 50;

/** A figure that a task prints; `key` is its name in the JSON. */
export interface Metric {
  readonly key: MetricKey;
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly digits: number;
}

export type MetricKey = keyof typeof METRICS;

const METRICS = {
  requestsPerSecond: 'requests/s',
  achieved: 'achieved / asked',
  cpuUsPerRequest: 'CPU us/request',
  kernelUsPerRequest: 'of it kernel',
  lateP50Ms: 'late p50 ms',
  lateP99Ms: 'late p99 ms',
  lagP50Ms: 'own lag p50 ms',
  lagP99Ms: 'own lag p99 ms',
  responseP50Ms: 'own response p50 ms',
} as const;

export interface Task {
  readonly name: string;
  readonly question: string;
  /** The one of our rows that the peers are compared with. */
  readonly ours: 'holdline' | 'holdline tick 8ms' | 'holdline precise';
  readonly load: BenchLoad;
  /** `throughput` is the fast server; `witness` is the one that notes when each request arrives. */
  readonly server: 'throughput' | 'witness';
  /** The first is the one that tools are compared by. */
  readonly metrics: readonly Metric[];
  /** Our ratio to a peer that we promise, in the direction of the first metric. */
  readonly goals: Readonly<Record<string, number>>;
  /** What we promise of our own figures. */
  readonly limits: readonly Limit[];
}

/** The median lies between both, ends included. */
export interface Limit {
  readonly key: MetricKey;
  readonly least: number;
  readonly most: number;
}

const ACHIEVED: Limit = { key: 'achieved', least: 0.999, most: 1.001 };
const PRECISE_LIMITS: readonly Limit[] = [
  ACHIEVED,
  { key: 'lagP50Ms', least: 0, most: 0.15 },
  { key: 'lagP99Ms', least: 0, most: 1.5 },
  { key: 'responseP50Ms', least: 0, most: 0.5 },
];

const SLOW = 3333;
const FAST = 20_000;

export const TASKS: readonly Task[] = [
  {
    name: 'keep-alive',
    question: 'keep-alive throughput, closed loop',
    ours: 'holdline',
    load: { keepAlive: true, ratePerSecond: null },
    server: 'throughput',
    metrics: [
      metric('requestsPerSecond', 'higher', 0),
      metric('cpuUsPerRequest', 'lower', 1),
      metric('kernelUsPerRequest', 'lower', 1),
    ],
    goals: { wrk: 0.95, autocannon: 1.7, hey: 2.5 },
    limits: [],
  },
  {
    name: 'cold',
    question: 'cold throughput, a connection for each request, closed loop',
    ours: 'holdline',
    load: { keepAlive: false, ratePerSecond: null },
    server: 'throughput',
    metrics: [
      metric('requestsPerSecond', 'higher', 0),
      metric('cpuUsPerRequest', 'lower', 1),
      metric('kernelUsPerRequest', 'lower', 1),
    ],
    goals: { wrk: 0.65, hey: 1 },
    limits: [],
  },
  ...[SLOW, FAST].map(
    (rate): Task => ({
      name: `cpu-${rate}`,
      question: `generator CPU per request at ${rate}/s`,
      // A wake costs as much as a few requests, and a tick of 1 ms has only three of them at the lower rate.
      ours: rate === SLOW ? 'holdline tick 8ms' : 'holdline',
      load: { keepAlive: true, ratePerSecond: rate },
      server: 'throughput',
      metrics: [
        metric('cpuUsPerRequest', 'lower', 1),
        metric('kernelUsPerRequest', 'lower', 1),
        metric('achieved', 'higher', 4),
      ],
      goals: { autocannon: 1 },
      limits: [ACHIEVED],
    }),
  ),
  ...[SLOW, FAST].map(
    (rate): Task => ({
      name: `schedule-${rate}`,
      question: `schedule accuracy at ${rate}/s, as the server saw the requests arrive`,
      ours: 'holdline precise',
      load: { keepAlive: true, ratePerSecond: rate },
      server: 'witness',
      metrics: [
        metric('lateP99Ms', 'lower', 3),
        metric('lateP50Ms', 'lower', 3),
        metric('achieved', 'higher', 4),
        metric('lagP50Ms', 'lower', 3),
        metric('lagP99Ms', 'lower', 3),
        metric('responseP50Ms', 'lower', 3),
      ],
      goals: {},
      limits: PRECISE_LIMITS,
    }),
  ),
];

export function titleOf(key: MetricKey): string {
  return METRICS[key];
}

function metric(key: MetricKey, better: Metric['better'], digits: number): Metric {
  return { key, title: METRICS[key], better, digits };
}
