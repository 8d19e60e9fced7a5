import type { ComparisonRow, LostReuse, RowVerdict } from '../../model/findings/comparison.js';
import type { ContrastVerdict } from '../../model/findings/findings.js';
import { METRIC_NAMES, type MetricName, metricOf, REUSE_METRIC } from '../../model/workload/metrics.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Gate, Workload } from '../../model/workload/workload.js';
import { metricValue } from '../run/gates.js';
import { exactVerdict } from './exact.js';
import { besidesGated, leaveCalls, namesCall } from './gated-calls.js';
import { comparisonGate, gateVerdict } from './gates.js';
import { heldBy } from './held.js';
import { opensMoreForCalls } from './lost-calls.js';
import { LOST } from './lost-reuse.js';
import type { PairedTimes } from './paired-times.js';
import type { Side } from './side.js';
import { timesRow } from './times.js';

/** What the rows are judged by, beside the runs themselves. */
export interface Compared {
  readonly base: Side;
  readonly head: Side;
  readonly lost: readonly LostReuse[];
  /** The same, from the head run to the base run. */
  readonly gained: readonly LostReuse[];
  /** Why times of one run say nothing of the other. */
  readonly apart: readonly string[];
  /** Null of runs that were saved apart. */
  readonly paired: PairedTimes | null;
}

/** Every policy's metrics in the order of their table, whatever is gated among them, so that no gate goes without a row. */
export function comparisonRows(compared: Compared): ComparisonRow[] {
  const { workload } = compared.head.run.plan;
  const unknown = unknownIn(compared);
  return workload.policies.flatMap(({ name }) =>
    metricsOf(workload, name).flatMap((metric) => {
      if (unknown.includes(metric)) return [];
      const gates = workload.gates.filter((gate) => gate.policy === name && gate.metric === metric);
      if (metricOf(metric).exact) return exactRow(compared, name, metric, gates);
      const times = { ...compared, policy: name };
      const median = metricOf(metric).ofAnswered === true ? timesRow('responseTimeP50Ms', [], times) : null;
      return [median, timesRow(metric, gates, times)].filter((row) => row !== null);
    }),
  );
}

/** What another engine did not count: a zero of it is no figure. */
function unknownIn({ base, head }: Compared): readonly MetricName[] {
  return [base, head].flatMap(({ run }) => run.imported?.unknown ?? []);
}

function metricsOf({ target, fleet, gates }: Workload, policy: string): MetricName[] {
  const has = { tls: targetFacts(target).tls, fleet: fleet !== null };
  const measured = METRIC_NAMES.filter((name) => {
    const { needs } = metricOf(name);
    return needs === undefined || has[needs];
  });
  const gated = gates.filter((gate) => gate.policy === policy).map((gate) => gate.metric);
  return [...new Set([...measured, ...gated])];
}

const CERTAINTY = { margin: LOST.share, chance: LOST.chance };

function exactRow(compared: Compared, policy: string, metric: MetricName, gates: readonly Gate[]): ComparisonRow {
  const { base, head } = compared;
  const from = metricValue(base.findings, policy, metric)?.value ?? null;
  const to = metricValue(head.findings, policy, metric)?.value ?? null;
  const change = from === null || to === null || from === 0 ? null : to / from - 1;
  const gate = comparisonGate(gates, head.findings.gates, (one) => heldBy(one, base, head, { from, to }));
  const isMeasured = from !== null && to !== null;
  const verdict = isMeasured ? countVerdict(compared, policy, metric, { from, to }) : 'no data';
  const rest = isMeasured && leaveCalls(gates) ? restVerdict(compared, policy, metric, gates) : 'no change';
  return {
    policy,
    metric,
    kind: 'exact',
    base: from,
    head: to,
    change: change === null ? null : { mean: change, low: change, high: change },
    verdict: rowVerdict(verdict, gate, rest),
    gate,
  };
}

function countVerdict(
  { base, head, lost, gained }: Compared,
  policy: string,
  metric: MetricName,
  values: { readonly from: number; readonly to: number },
): ContrastVerdict {
  // A gate on connections has decided on what follows from them as well.
  const concerns = (one: LostReuse) => one.policy === policy && (metric === REUSE_METRIC || !one.isGated);
  const { gates, slo } = head.run.plan.workload;
  const onReuse = gates.filter((gate) => gate.policy === policy && gate.metric === REUSE_METRIC);
  const isDecided = (call: string) => onReuse.some((gate) => gate.call === undefined || namesCall(gate, call));
  const certainty = { ...CERTAINTY, isDecided };
  return exactVerdict(metric, {
    ...values,
    base: base.findings.policies[policy]!,
    head: head.findings.policies[policy]!,
    isLost: lost.some(concerns),
    isGained: gained.some(concerns),
    opensMore: opensMoreForCalls(base.run, head.run, policy, certainty),
    opensLess: opensMoreForCalls(head.run, base.run, policy, certainty),
    errors: slo.errors,
  });
}

/** The verdict on what the service calls beside the calls that the gates of a row name. */
function restVerdict(compared: Compared, policy: string, metric: MetricName, gates: readonly Gate[]): ContrastVerdict {
  const { lost, gained } = compared;
  const isNamed = ({ call }: LostReuse) => call !== undefined && gates.some((gate) => namesCall(gate, call));
  const [base, head] = [compared.base, compared.head].map((side) => {
    const { findings } = side;
    const policies = { ...findings.policies, [policy]: besidesGated(side, policy, gates) };
    return { ...side, findings: { ...findings, policies } };
  });
  const rest = {
    ...compared,
    base: base!,
    head: head!,
    lost: lost.filter((one) => !isNamed(one)),
    gained: gained.filter((one) => !isNamed(one)),
  };
  const [from, to] = [base!, head!].map(({ findings }) => metricValue(findings, policy, metric)?.value);
  return from === undefined || to === undefined ? 'no change' : countVerdict(rest, policy, metric, { from, to });
}

/** The user's gate has the last word on what is worse, and never makes anything better; what it does not name it does not excuse. */
function rowVerdict(verdict: ContrastVerdict, gate: ComparisonRow['gate'], rest: ContrastVerdict): RowVerdict {
  if (gate === null || verdict === 'improved') return verdict;
  const decided = gateVerdict(gate);
  if (decided !== 'over its gate' && verdict === 'regressed' && rest === 'regressed') return rest;
  return decided === 'within its gate' && verdict === 'no change' ? verdict : decided;
}
