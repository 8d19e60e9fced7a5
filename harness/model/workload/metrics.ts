/**
 * What can be gated and compared: one row each here, and a reader of findings in `analysis/run/metric-readers.ts`. How a
 * metric is written, read from a workload file, gated and compared follows from its row.
 */

/** Less is better of all of them. */
interface Metric {
  /** As it is called in a sentence and in the first column of a table. */
  readonly label: string;
  /** A count for each request that was sent, a share of requests, microseconds, milliseconds, or a whole number. */
  readonly unit: 'per-request' | 'share' | 'us' | 'ms' | 'count';
  /** Counted, so that two runs may be compared without an interval. */
  readonly exact: boolean;
  /** Of an exact count, what a change may be however small the count was; `slo` is the share that may fail. */
  readonly slack?: number | 'slo';
  /** What a workload has to have for it. */
  readonly needs?: 'tls' | 'fleet';
  /** Counted for each thing that a service calls, too. */
  readonly byCall?: true;
  /** A quantile of those requests that were answered: it says nothing where too many were not, or there were few. */
  readonly ofAnswered?: true;
  /** Of interleaved runs: judged without a gate as well. The rest would claim by chance what nobody asked for. */
  readonly judgedByItself?: true;
}

/** A change of so many per request is none. */
const SLACK = 0.02;

export const METRICS = {
  connectionsPerRequest: {
    label: 'connections per request',
    unit: 'per-request',
    exact: true,
    slack: SLACK,
    byCall: true,
  },
  handshakesPerRequest: {
    label: 'TLS handshakes per request',
    unit: 'per-request',
    exact: true,
    slack: SLACK,
    byCall: true,
    needs: 'tls',
  },
  fullHandshakesPerRequest: {
    label: 'full TLS handshakes per request',
    unit: 'per-request',
    exact: true,
    slack: SLACK,
    byCall: true,
    needs: 'tls',
  },
  lookupsPerRequest: { label: 'DNS lookups per request', unit: 'per-request', exact: true, slack: SLACK },
  // A share of failures within the objective is no regression, and 2 % of failures would be one.
  failureShare: { label: 'failed requests', unit: 'share', exact: true, slack: 'slo' },
  cpuUsPerRequest: { label: 'CPU per request', unit: 'us', exact: false, judgedByItself: true },
  responseTimeP99Ms: { label: 'response time p99', unit: 'ms', exact: false, ofAnswered: true },
  containers: { label: 'containers', unit: 'count', exact: false, needs: 'fleet' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

/** What lost reuse is told by. */
export const REUSE_METRIC: MetricName = 'connectionsPerRequest';

/** What an engine whose runs are imported may not count. */
export const LOOKUPS_METRIC: MetricName = 'lookupsPerRequest';
export const CPU_METRIC: MetricName = 'cpuUsPerRequest';

/** The row of a metric, with what only some rows have. */
export function metricOf(name: MetricName): Metric {
  return METRICS[name];
}

/** Whether a metric of interleaved runs is judged without a gate; the median of response times is none of the metrics. */
export function isJudgedByItself(name: string): boolean {
  return Object.hasOwn(METRICS, name) && metricOf(name as MetricName).judgedByItself === true;
}

/** Whether a metric counts what a fleet consists of. */
export function isOfFleet(name: string): boolean {
  return Object.hasOwn(METRICS, name) && metricOf(name as MetricName).needs === 'fleet';
}

/** Whether a metric counts what connections bring with them, or the connections themselves. */
export function isOfConnections(name: string): boolean {
  return Object.hasOwn(METRICS, name) && metricOf(name as MetricName).unit === 'per-request';
}
