import type { MetricName } from '../../harness/model/workload/workload.js';
import { count, durationMs, durationUs, perRequest, share } from './figures.js';

interface MetricText {
  readonly label: string;
  readonly write: (value: number | null) => string;
}

/** How each metric is called and written in a report. */
export const METRIC_TEXTS: Readonly<Record<MetricName, MetricText>> = {
  connectionsPerRequest: { label: 'connections per request', write: perRequest },
  handshakesPerRequest: { label: 'TLS handshakes per request', write: perRequest },
  fullHandshakesPerRequest: { label: 'full TLS handshakes per request', write: perRequest },
  lookupsPerRequest: { label: 'DNS lookups per request', write: perRequest },
  failureShare: { label: 'failed requests', write: share },
  cpuUsPerRequest: { label: 'CPU per request', write: durationUs },
  responseTimeP99Ms: { label: 'response time p99', write: durationMs },
  containers: { label: 'containers', write: count },
};
