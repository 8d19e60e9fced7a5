import { METRICS, type MetricName } from '../../harness/model/workload/metrics.js';
import { count, durationMs, durationUs, perRequest, share } from './figures.js';

type Unit = (typeof METRICS)[MetricName]['unit'];

const WRITERS: Readonly<Record<Unit, (value: number | null) => string>> = {
  'per-request': perRequest,
  share: (value) => share(value),
  us: durationUs,
  ms: durationMs,
  count,
};

/** How a metric is called in a report, and how a value of it is written. */
export function metricText(name: MetricName): { readonly label: string; write(value: number | null): string } {
  const { label, unit } = METRICS[name];
  return { label, write: WRITERS[unit] };
}
