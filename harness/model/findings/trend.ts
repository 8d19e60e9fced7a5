import type { MetricName } from '../workload/metrics.js';
import type { RunVerdict } from './findings.js';

/** What the exact counts of a workload were over its last runs. */
export interface Trend {
  readonly kind: 'trend';
  readonly schemaVersion: 1;
  readonly workload: string;
  /** Exact metrics that any of the runs has. */
  readonly metrics: readonly MetricName[];
  /** The oldest first. */
  readonly runs: readonly TrendRun[];
}

export interface TrendRun {
  /** The name of its folder. */
  readonly name: string;
  readonly startedAt: string;
  readonly status: RunVerdict['status'];
  /** By policy and metric; null where it was not measured. */
  readonly counts: Readonly<Record<string, Readonly<Partial<Record<MetricName, number | null>>>>>;
}
