import type { MetricName } from '../workload/metrics.js';

/** Where a run comes from that another engine measured. */
export interface Imported {
  readonly from: 'k6';
  readonly files: number;
  /** Points of any number of pods are one distribution; of summaries there are no percentiles of the whole. */
  readonly percentiles: 'merged' | 'not mergeable';
  /** What the engine does not count, so that no figure of it says anything. */
  readonly unknown: readonly MetricName[];
  /** The engine's own thresholds; held against the points of all pods, or as a summary has them. */
  readonly thresholds: readonly ImportedThreshold[];
}

export interface ImportedThreshold {
  readonly policy: string;
  readonly metric: string;
  /** As it is written there, such as `p(99)<250`. */
  readonly rule: string;
  /** Null where its grammar or its metric is not known here. */
  readonly ok: boolean | null;
}
