import { exactInterval, type ShareInterval } from '../analysis/statistics/binomial.js';
import type { Compared, ComparisonRow, Incomparable } from '../model/findings/comparison.js';

interface PrintedSide {
  readonly verdict: { readonly reasons: readonly string[] };
}

/** What `compare --json` prints, as far as it is read here: there the reasons of a verdict are sentences. */
type PrintedCompared = Pick<Compared, 'kind' | 'status' | 'headline' | 'rows'> & {
  readonly base: PrintedSide;
  readonly head: PrintedSide;
};
export type PrintedComparison = PrintedCompared | Pick<Incomparable, 'kind' | 'differences'>;

/** One comparison of equal sides, or what the command said in place of one. */
export interface AaPair {
  readonly workload: string;
  readonly result: PrintedComparison | { readonly kind: 'no comparison'; readonly says: string };
}

/** How often a judgement on one metric was wrong. */
export interface FalseAlarms {
  readonly metric: string;
  /** What was held against its limit: those that it left undecided fire as little as those that passed. */
  readonly judged: number;
  readonly fired: number;
  readonly interval: ShareInterval;
  readonly undecided: number;
  /** Of times: intervals, and how many of them are without zero. */
  readonly intervals: number;
  readonly withoutZero: number;
}

export interface AaSummary {
  readonly pairs: number;
  /** Pairs that are a basis for a comparison, and how many of them failed, for whatever reason. */
  readonly valid: number;
  readonly failed: { readonly count: number; readonly interval: ShareInterval; readonly headlines: readonly string[] };
  /** Of the gates of the workloads, all metrics together. */
  readonly gates: FalseAlarms;
  readonly gatesByMetric: readonly FalseAlarms[];
  /** What is judged without a gate. */
  readonly ungated: readonly FalseAlarms[];
  /** Why the rest is none, each with how often. */
  readonly invalid: Readonly<Record<string, number>>;
}

export function summariseAa(pairs: readonly AaPair[]): AaSummary {
  const valid = pairs.flatMap(({ result }) => (isValid(result) ? [result] : []));
  const rows = valid.flatMap((one) => one.rows);
  const gated = rows.filter(({ gate }) => gate !== null);
  const ungated = rows.filter(({ gate, verdict }) => gate === null && !UNJUDGED.includes(verdict));
  const failed = valid.filter(({ status }) => status === 'fail');
  const invalid: Record<string, number> = {};
  for (const why of pairs.flatMap(({ result }) => (isValid(result) ? [] : [whyNot(result)])))
    invalid[why] = (invalid[why] ?? 0) + 1;
  return {
    pairs: pairs.length,
    valid: valid.length,
    failed: {
      count: failed.length,
      interval: exactInterval(failed.length, valid.length),
      headlines: failed.map(({ headline }) => headline),
    },
    gates: alarmsOf('all gates', gated),
    gatesByMetric: byMetric(gated),
    ungated: byMetric(ungated),
    invalid,
  };
}

/** The sentence of an invalid comparison says no more than that: the first reason of a side does. */
function reasonOf({ base, head, headline }: PrintedCompared): string {
  return [...head.verdict.reasons, ...base.verdict.reasons][0] ?? headline;
}

function isValid(result: AaPair['result']): result is PrintedCompared {
  return result.kind === 'compared' && result.status !== 'invalid';
}

function whyNot(result: AaPair['result']): string {
  switch (result.kind) {
    case 'no comparison':
      return result.says;
    case 'incomparable':
      return `${result.differences.map(({ key }) => key).join(', ')} differ`;
    case 'compared':
      return reasonOf(result);
  }
}

function byMetric(rows: readonly ComparisonRow[]): FalseAlarms[] {
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  return metrics.map((metric) =>
    alarmsOf(
      metric,
      rows.filter((row) => row.metric === metric),
    ),
  );
}

function alarmsOf(metric: string, rows: readonly ComparisonRow[]): FalseAlarms {
  const decided = rows.filter(isDecided);
  const fired = decided.filter(hasFired).length;
  const bounded = rows.flatMap(({ kind, change }) =>
    kind === 'exact' || change?.low == null || change.high == null ? [] : [change],
  );
  return {
    metric,
    judged: rows.length,
    fired,
    interval: exactInterval(fired, rows.length),
    undecided: rows.length - decided.length,
    intervals: bounded.length,
    withoutZero: bounded.filter(({ low, high }) => low! > 0 || high! < 0).length,
  };
}

const UNJUDGED: readonly ComparisonRow['verdict'][] = ['not judged', 'not comparable'];

/** A gate that has nothing to look at fails a comparison as well. */
function isDecided({ gate, verdict }: ComparisonRow): boolean {
  if (gate !== null) return gate.status === 'pass' || gate.status === 'fail' || gate.status === 'no data';
  return verdict !== 'inconclusive' && verdict !== 'no data';
}

function hasFired({ gate, verdict }: ComparisonRow): boolean {
  return gate === null ? verdict === 'regressed' : gate.status !== 'pass';
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const rangeText = ({ low, high }: ShareInterval) => `${percent(low)} to ${percent(high)}`;

/** The summary for a terminal, and for the record. */
export function aaText({ pairs, valid, failed, gates, gatesByMetric, ungated, invalid }: AaSummary): string {
  const line = ({ metric, judged, fired, interval, undecided, intervals, withoutZero }: FalseAlarms) => {
    const times = intervals === 0 ? '' : `; ${withoutZero} of ${intervals} intervals are without zero`;
    return `  ${metric}: ${fired} of ${judged} fired (${rangeText(interval)}), ${undecided} left undecided${times}`;
  };
  return [
    `${pairs} comparisons of equal sides, ${valid} valid; ${failed.count} failed (95 %: ${rangeText(failed.interval)})`,
    ...failed.headlines.map((headline) => `  failed: ${headline}`),
    'gates of the workloads',
    ...[gates, ...gatesByMetric].map(line),
    'judged without a gate',
    ...ungated.map(line),
    ...Object.entries(invalid).map(([why, times]) => `invalid: ${times} times: ${why}`),
    '',
  ].join('\n');
}
