import type { ComparedMetric, ComparisonRow, RowVerdict } from '../../model/findings/comparison.js';
import type { Interval } from '../../model/findings/findings.js';
import type { Run } from '../../model/run/run.js';
import type { Gate } from '../../model/workload/workload.js';
import { sortBlocks } from '../run/blocks.js';
import { metricValue } from '../run/gates.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { hasRates, slopesOf } from '../run/slopes.js';
import { cpuUsPerRequest, type SlotValue, valuesByBlock } from '../run/slot-values.js';
import { welchLogRatio } from '../statistics/intervals.js';
import { comparisonGate, gateVerdict, informingGate, tightestTolerance } from './gates.js';
import { type PairedTimes, pairedRow, pairedTime } from './paired-times.js';
import type { Side } from './side.js';

export interface TimesOf {
  readonly base: Side;
  readonly head: Side;
  readonly policy: string;
  /** Why times of one run say nothing of the other; empty where they do. */
  readonly apart: readonly string[];
  /** Null of runs that were saved apart. */
  readonly paired: PairedTimes | null;
}

/**
 * The row of a time; null where no gate asks for it and a run has too few requests for it.
 * Only pairs are judged: times of runs that were saved apart inform, whatever gate is on them.
 */
export function timesRow(metric: ComparedMetric, gates: readonly Gate[], times: TimesOf): ComparisonRow | null {
  const { base, head, policy, apart, paired } = times;
  const [from, to] = [figureOf(base, policy, metric), figureOf(head, policy, metric)];
  if ((from === null || to === null) && gates.length === 0) return null;
  const time = paired && pairedTime(paired, policy, metric);
  if (time !== null) return pairedRow(metric, gates, { base, head, policy, time, from, to });
  const bySlot = metric === 'responseTimeP50Ms' ? undefined : METRIC_READERS[metric].bySlot;
  const change = bySlot === undefined ? bareChange(from, to) : slotChange(base.run, head.run, policy, bySlot);
  const gate = paired === null ? informingGate(gates, head.findings.gates) : wholeGate(gates, times, from, to);
  const row = { policy, metric, kind: 'informational', base: from, head: to, change } as const;
  return { ...row, verdict: verdictOf(gate, apart.length > 0), gate };
}

/** Whole numbers, such as containers, have no pairs: they are held as they are where all else is alike. */
function wholeGate(
  gates: readonly Gate[],
  { head }: TimesOf,
  from: number | null,
  to: number | null,
): ComparisonRow['gate'] {
  const tolerance = tightestTolerance(gates) ?? 0;
  const isHeld = from !== null && to !== null && to <= from * (1 + tolerance);
  const none = from === null || to === null ? 'no data' : 'inconclusive';
  return comparisonGate(gates, head.findings.gates, () => (isHeld ? 'pass' : none));
}

function verdictOf(gate: ComparisonRow['gate'], isApart: boolean): RowVerdict {
  if (isApart) return 'not comparable';
  if (gate?.status === 'not judged') return 'not judged';
  return gate === null ? 'not judged' : gateVerdict(gate);
}

function figureOf({ findings }: Side, policy: string, metric: ComparedMetric): number | null {
  if (metric === 'responseTimeP50Ms') return findings.policies[policy]?.responseTimeMs.p50 ?? null;
  return metricValue(findings, policy, metric)?.value ?? null;
}

function slotChange(base: Run, head: Run, policy: string, bySlot: SlotValue): Interval | null {
  const values = (run: Run) => {
    const { valid } = sortBlocks(run);
    const { workload } = run.plan;
    const isSlope = bySlot === cpuUsPerRequest && hasRates(workload);
    return isSlope ? slopesOf(valid, policy, workload) : valuesByBlock(valid, policy, bySlot);
  };
  return welchLogRatio(values(base), values(head));
}

function bareChange(from: number | null, to: number | null): Interval | null {
  return from === null || to === null || from === 0 ? null : { mean: to / from - 1, low: null, high: null };
}
