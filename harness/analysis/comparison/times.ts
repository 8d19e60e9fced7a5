import type { ComparedMetric, ComparisonRow, RowVerdict } from '../../model/findings/comparison.js';
import type { Interval } from '../../model/findings/findings.js';
import type { Run } from '../../model/run/run.js';
import type { Gate } from '../../model/workload/workload.js';
import { sortBlocks } from '../run/blocks.js';
import { metricValue } from '../run/gates.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { type SlotValue, valuesByBlock } from '../run/slot-values.js';
import { welchLogRatio } from '../statistics/intervals.js';
import { comparisonGate, gateVerdict, tightestTolerance } from './gates.js';
import { timesUnlike } from './machines.js';
import type { Side } from './side.js';

export interface TimesOf {
  readonly base: Side;
  readonly head: Side;
  readonly policy: string;
  /** Why times of one run say nothing of the other; empty where they do. */
  readonly apart: readonly string[];
}

/**
 * The row of a time; null where no gate asks for it and a run has too few requests for it.
 * Runs that were saved apart are not paired, so a time never regresses by itself: a gate's maximum is held against the
 * head run, its tolerance passes or is left undecided, and of runs under different conditions neither ever fails.
 */
export function timesRow(metric: ComparedMetric, gates: readonly Gate[], times: TimesOf): ComparisonRow | null {
  const { base, head, policy, apart } = times;
  const [from, to] = [figureOf(base, policy, metric), figureOf(head, policy, metric)];
  if ((from === null || to === null) && gates.length === 0) return null;
  const bySlot = metric === 'responseTimeP50Ms' ? undefined : METRIC_READERS[metric].bySlot;
  const change = bySlot === undefined ? bareChange(from, to) : slotChange(base.run, head.run, policy, bySlot);
  const isApart = apart.length > 0;
  const unlike = timesUnlike(base.run, head.run);
  const isHeld = unlike.length === 0 && isWithin(change, tightestTolerance(gates) ?? 0, from === to);
  const why = unlike.length === 0 ? '' : `, undecided: ${unlike.join(', ')} differ`;
  const decided = comparisonGate(gates, head.findings.gates, isHeld ? 'pass' : 'inconclusive', why);
  const gate = isApart && decided?.status === 'fail' ? { ...decided, status: 'inconclusive' as const } : decided;
  return {
    policy,
    metric,
    kind: 'informational',
    base: from,
    head: to,
    change,
    verdict: verdictOf(gate, isApart),
    gate,
  };
}

function verdictOf(gate: ComparisonRow['gate'], isApart: boolean): RowVerdict {
  if (isApart) return 'not comparable';
  return gate === null ? 'not judged' : gateVerdict(gate);
}

function figureOf({ findings }: Side, policy: string, metric: ComparedMetric): number | null {
  if (metric === 'responseTimeP50Ms') return findings.policies[policy]?.responseTimeMs.p50 ?? null;
  return metricValue(findings, policy, metric)?.value ?? null;
}

function isWithin(change: Interval | null, most: number, isEqual: boolean): boolean {
  return isEqual || (change?.high != null && change.high <= most);
}

function slotChange(base: Run, head: Run, policy: string, bySlot: SlotValue): Interval | null {
  const values = (run: Run) => valuesByBlock(sortBlocks(run).valid, policy, bySlot);
  return welchLogRatio(values(base), values(head));
}

function bareChange(from: number | null, to: number | null): Interval | null {
  return from === null || to === null || from === 0 ? null : { mean: to / from - 1, low: null, high: null };
}
