import type { Findings } from '../../harness/model/findings/findings.js';
import type { MetricName } from '../../harness/model/workload/metrics.js';

/** Whether the engine of an imported run does not tell this: its zeros are nobody's count. */
export function isUnknown({ doubts }: Pick<Findings, 'doubts'>, metric: MetricName): boolean {
  return doubts.some((doubt) => doubt.code === 'imported' && doubt.figures.unknown.includes(metric));
}
