import type { Trend, TrendRun } from '../../model/findings/trend.js';
import type { Run } from '../../model/run/run.js';
import { METRIC_NAMES, metricOf } from '../../model/workload/metrics.js';
import { analyse } from '../run/findings.js';
import { metricValue } from '../run/gates.js';

const EXACT = METRIC_NAMES.filter((name) => metricOf(name).exact);

/** What a trend shows of one run: the rest of it may go. */
export function trendRun(name: string, run: Run): TrendRun {
  const findings = analyse(run);
  const counts = run.plan.workload.policies.map(({ name: policy }) => {
    const values = EXACT.map((metric) => [metric, metricValue(findings, policy, metric)?.value ?? null] as const);
    return [policy, Object.fromEntries(values)] as const;
  });
  const { status } = findings.verdict;
  return { name, startedAt: run.startedAt, status, counts: Object.fromEntries(counts) };
}

/** The exact counts of runs of one workload, in the order in which they were started. */
export function trendOf(workload: string, counted: readonly TrendRun[]): Trend {
  const runs = counted.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const metrics = EXACT.filter((metric) =>
    runs.some(({ counts }) => Object.values(counts).some((values) => (values[metric] ?? 0) !== 0)),
  );
  return { kind: 'trend', schemaVersion: 1, workload, metrics, runs };
}
