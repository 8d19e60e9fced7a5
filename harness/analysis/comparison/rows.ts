import type { ComparisonRow } from '../../model/findings/comparison.js';
import type { ContrastVerdict, Findings, Interval } from '../../model/findings/findings.js';
import type { Run } from '../../model/run/run.js';
import { METRIC_NAMES, type MetricName, metricOf } from '../../model/workload/metrics.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Gate, Workload } from '../../model/workload/workload.js';
import { sortBlocks } from '../run/blocks.js';
import { metricValue } from '../run/gates.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { type SlotValue, valuesByBlock } from '../run/slot-values.js';
import { welchLogRatio } from '../statistics/intervals.js';
import { comparisonGate, tightestTolerance } from './gates.js';
import { machineDifferences } from './machines.js';

/** One of the two runs, with what it concludes. */
export interface Side {
  readonly run: Run;
  readonly findings: Findings;
}

/** An exact count may drift by this share of the base run where no gate says, or by the slack of its row if that is more. */
const EXACT_TOLERANCE = 0.1;

/** A time that moved less than this is called unchanged. */
const TIME_TOLERANCE = 0.05;

/** Every policy's metrics in the order of the workload: exact counts first, times after them. */
export function comparisonRows(base: Side, head: Side): ComparisonRow[] {
  const { workload } = head.run.plan;
  return workload.policies.flatMap(({ name }) =>
    metricsOf(workload, name).map((metric) => {
      const gates = workload.gates.filter((gate) => gate.policy === name && gate.metric === metric);
      return metricOf(metric).exact
        ? exactRow(base, head, name, metric, gates)
        : informationalRow(base, head, name, metric, gates);
    }),
  );
}

/** What the workload can measure, and whatever it gates, so that no gate goes without a row. */
function metricsOf({ target, fleet, gates }: Workload, policy: string): MetricName[] {
  const has = { tls: targetFacts(target).tls, fleet: fleet !== null };
  const measured = METRIC_NAMES.filter((name) => {
    const { needs } = metricOf(name);
    return needs === undefined || has[needs];
  });
  const gated = gates.filter((gate) => gate.policy === policy).map((gate) => gate.metric);
  return [...new Set([...measured, ...gated])];
}

function exactRow(base: Side, head: Side, policy: string, metric: MetricName, gates: readonly Gate[]): ComparisonRow {
  const from = metricValue(base.findings, policy, metric)?.value ?? null;
  const to = metricValue(head.findings, policy, metric)?.value ?? null;
  const stated = tightestTolerance(gates);
  const { slack: least = 0 } = metricOf(metric);
  const slack = least === 'slo' ? head.run.plan.workload.slo.errors : least;
  const allowed = (reference: number) =>
    stated === null ? Math.max(EXACT_TOLERANCE * reference, slack) : stated * reference;
  const verdict = exactVerdict(from, to, allowed);
  const held = verdict === 'no data' ? 'no data' : verdict === 'regressed' ? 'fail' : 'pass';
  const change = relative(from, to);
  return {
    policy,
    metric,
    kind: 'exact',
    base: from,
    head: to,
    change: change === null ? null : { mean: change, low: change, high: change },
    verdict,
    gate: comparisonGate(gates, head.findings.gates, held),
  };
}

function exactVerdict(from: number | null, to: number | null, allowed: (base: number) => number): ContrastVerdict {
  if (from === null || to === null) return 'no data';
  const rounding = 1e-12;
  if (to - from > allowed(from) + rounding) return 'regressed';
  return from - to > allowed(from) + rounding ? 'improved' : 'no change';
}

/** Runs that were saved apart are not paired, so a time never regresses here: at worst it is inconclusive. */
function informationalRow(
  base: Side,
  head: Side,
  policy: string,
  metric: MetricName,
  gates: readonly Gate[],
): ComparisonRow {
  const from = metricValue(base.findings, policy, metric)?.value ?? null;
  const to = metricValue(head.findings, policy, metric)?.value ?? null;
  const { bySlot } = METRIC_READERS[metric];
  const change = bySlot === undefined ? bareChange(from, to) : slotChange(base.run, head.run, policy, bySlot);
  const missing = from === null || to === null;
  const moved = machineDifferences(base.run.environment, head.run.environment).length > 0;
  const holds = (least: number, most: number) => !missing && !moved && (from === to || isWithin(change, least, most));
  const held = holds(Number.NEGATIVE_INFINITY, tightestTolerance(gates) ?? 0) ? 'pass' : 'inconclusive';
  return {
    policy,
    metric,
    kind: 'informational',
    base: from,
    head: to,
    change,
    verdict: missing ? 'no data' : holds(-TIME_TOLERANCE, TIME_TOLERANCE) ? 'no change' : 'inconclusive',
    gate: comparisonGate(gates, head.findings.gates, held, moved ? ', undecided: the machines differ' : ''),
  };
}

function isWithin(change: Interval | null, least: number, most: number): boolean {
  if (change === null || change.low === null || change.high === null) return false;
  return change.low >= least && change.high <= most;
}

function slotChange(base: Run, head: Run, policy: string, bySlot: SlotValue): Interval | null {
  const values = (run: Run) => valuesByBlock(sortBlocks(run).valid, policy, bySlot);
  return welchLogRatio(values(base), values(head));
}

function bareChange(from: number | null, to: number | null): Interval | null {
  const change = relative(from, to);
  return change === null ? null : { mean: change, low: null, high: null };
}

function relative(from: number | null, to: number | null): number | null {
  return from === null || to === null || from === 0 ? null : to / from - 1;
}
