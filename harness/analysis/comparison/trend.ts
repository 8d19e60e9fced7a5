import type { Trend } from '../../model/findings/trend.js';
import type { Run } from '../../model/run/run.js';
import { METRIC_NAMES, metricOf } from '../../model/workload/metrics.js';
import { analyse } from '../run/findings.js';
import { metricValue } from '../run/gates.js';

/** The exact counts of runs of one workload, in the order in which they were started. */
export function trendOf(runs: readonly { readonly name: string; readonly run: Run }[]): Trend {
  const exact = METRIC_NAMES.filter((name) => metricOf(name).exact);
  const all = runs
    .toSorted((a, b) => a.run.startedAt.localeCompare(b.run.startedAt))
    .map(({ name, run }) => {
      const findings = analyse(run);
      const counts = run.plan.workload.policies.map(({ name: policy }) => {
        const values = exact.map((metric) => [metric, metricValue(findings, policy, metric)?.value ?? null] as const);
        return [policy, Object.fromEntries(values)] as const;
      });
      const { status } = findings.verdict;
      return { name, startedAt: run.startedAt, status, counts: Object.fromEntries(counts) };
    });
  const metrics = exact.filter((metric) =>
    all.some(({ counts }) => Object.values(counts).some((values) => (values[metric] ?? 0) !== 0)),
  );
  return { kind: 'trend', schemaVersion: 1, workload: runs[0]?.run.plan.workload.name ?? '', metrics, runs: all };
}
