import type { ComparisonRow, LostReuse, RowVerdict } from '../../model/findings/comparison.js';
import type { ContrastVerdict } from '../../model/findings/findings.js';
import { METRIC_NAMES, type MetricName, metricOf, REUSE_METRIC } from '../../model/workload/metrics.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Gate, Workload } from '../../model/workload/workload.js';
import { metricValue } from '../run/gates.js';
import { exactVerdict } from './exact.js';
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
  const verdict = from === null || to === null ? 'no data' : countVerdict(compared, policy, metric, { from, to });
  return {
    policy,
    metric,
    kind: 'exact',
    base: from,
    head: to,
    change: change === null ? null : { mean: change, low: change, high: change },
    verdict: rowVerdict(verdict, gate),
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
  const { gates } = head.run.plan.workload;
  const isDecided =
    metric !== REUSE_METRIC && gates.some((gate) => gate.policy === policy && gate.metric === REUSE_METRIC);
  return exactVerdict(metric, {
    ...values,
    base: base.findings.policies[policy]!,
    head: head.findings.policies[policy]!,
    isLost: lost.some(concerns),
    isGained: gained.some(concerns),
    opensMore: !isDecided && opensMoreForCalls(base.run, head.run, policy, CERTAINTY),
    opensLess: !isDecided && opensMoreForCalls(head.run, base.run, policy, CERTAINTY),
    errors: head.run.plan.workload.slo.errors,
  });
}

/** The user's gate has the last word on what is worse, and never makes anything better. */
function rowVerdict(verdict: ContrastVerdict, gate: ComparisonRow['gate']): RowVerdict {
  if (gate === null || verdict === 'improved') return verdict;
  const decided = gateVerdict(gate);
  return decided === 'within its gate' && verdict === 'no change' ? verdict : decided;
}
