import type { ComparedMetric, ComparisonRow, RowGateStatus, RowVerdict } from '../../model/findings/comparison.js';
import { FEWEST_FOR_P99 } from '../../model/findings/fewest.js';
import type { ContrastVerdict, Interval } from '../../model/findings/findings.js';
import type { Run } from '../../model/run/run.js';
import { isJudgedByItself } from '../../model/workload/metrics.js';
import type { Gate } from '../../model/workload/workload.js';
import { percent } from '../percent.js';
import { runsToNarrow } from '../run/advice.js';
import { sortBlocks, type ValidBlock } from '../run/blocks.js';
import { chanceOfPairs, logRatios, type Pair, pairsOf, relativeChange } from '../run/pairs.js';
import { quantiles } from '../run/quantiles.js';
import { contrastOf } from '../run/savings.js';
import { hasRates, slopePairs } from '../run/slopes.js';
import { cpuUsPerRequest, responseTimeP99Ms, type SlotValue } from '../run/slot-values.js';
import { TOLERANCE } from '../statistics/contrast.js';
import { holmLevels } from '../statistics/holm.js';
import { comparisonGate, gateVerdict, tightestTolerance } from './gates.js';
import { timesUnlike } from './machines.js';
import type { Side } from './side.js';

/** One time of one policy in interleaved runs: its pairs, and how sure a claim about it must be. */
export interface PairedTime {
  readonly pairs: readonly Pair[];
  /** Above 0.95 where several are judged. */
  readonly level: number;
}

/** By policy and metric. */
export type PairedTimes = ReadonlyMap<string, PairedTime>;

const responseTimeP50Ms: SlotValue = ({ tally }) => quantiles(tally.responseTimeUs).p50;

const BY_SLOT: Partial<Record<ComparedMetric, SlotValue>> = { cpuUsPerRequest, responseTimeP50Ms, responseTimeP99Ms };

/** The pairs of two interleaved runs; those that are judged are one family, after Holm. */
export function pairedTimes(base: Run, head: Run): PairedTimes {
  const blocks = sharedBlocks(base, head);
  const { workload } = head.plan;
  const { policies, gates } = workload;
  const all = policies.flatMap(({ name: policy }) =>
    Object.entries(BY_SLOT).map(([metric, slotValue]) => {
      const [from, to] = [nameOf('base', policy), nameOf('head', policy)];
      const isSlope = slotValue === cpuUsPerRequest && hasRates(workload);
      const pairs = isSlope ? slopePairs(blocks, from, to, workload) : pairsOf(blocks, from, to, slotValue);
      const gated = gates.some((gate) => gate.policy === policy && gate.metric === metric && gate.tolerance !== null);
      return { key: keyOf(policy, metric), pairs, isJudged: gated || isJudgedByItself(metric) };
    }),
  );
  const judged = all.filter(({ isJudged }) => isJudged);
  const levels = holmLevels(judged.map(({ pairs }) => chanceOfPairs(pairs)));
  return new Map(
    all.map((one) => [one.key, { pairs: one.pairs, level: levels[judged.indexOf(one)] ?? 1 - UNJUDGED_ALPHA }]),
  );
}

const UNJUDGED_ALPHA = 0.05;

export function pairedTime(times: PairedTimes, policy: string, metric: ComparedMetric): PairedTime | null {
  return times.get(keyOf(policy, metric)) ?? null;
}

function keyOf(policy: string, metric: string): string {
  return `${policy}/${metric}`;
}

function nameOf(side: string, policy: string): string {
  return `${side}/${policy}`;
}

/** The blocks that are valid in both runs, with the slots of both. */
function sharedBlocks(base: Run, head: Run): ValidBlock[] {
  const others = new Map(sortBlocks(head).valid.map((block) => [`${block.invocation}/${block.block}`, block]));
  const named = (side: string, { slots }: ValidBlock) =>
    [...slots].map(([policy, slot]) => [nameOf(side, policy), slot] as const);
  return sortBlocks(base).valid.flatMap((block) => {
    const other = others.get(`${block.invocation}/${block.block}`);
    if (other === undefined) return [];
    return [{ ...block, slots: new Map([...named('base', block), ...named('head', other)]) }];
  });
}

export interface PairedRowOf {
  readonly base: Side;
  readonly head: Side;
  readonly policy: string;
  readonly time: PairedTime;
  readonly from: number | null;
  readonly to: number | null;
}

/** The row of a time that was measured in pairs: a tolerance is decided by them, and CPU has one of 5 % without a gate. */
export function pairedRow(metric: ComparedMetric, gates: readonly Gate[], of: PairedRowOf): ComparisonRow {
  const { base, head, policy, time, from, to } = of;
  const own = tightestTolerance(gates);
  const tolerance = own ?? (isJudgedByItself(metric) ? TOLERANCE : null);
  const change = relativeChange(time.pairs, time.level);
  const unlike = timesUnlike(base.run, head.run);
  const verdict = unlike.length > 0 ? 'no data' : contrastOf(time.pairs, time.level, tolerance ?? TOLERANCE).verdict;
  const isMeasured = from !== null && to !== null;
  const held = unlike.length > 0 ? 'inconclusive' : heldBy(verdict, change, own, isMeasured);
  const why = unlike.length > 0 ? `, undecided: ${unlike.join(', ')} differ` : untold(held, own, of);
  const gate = comparisonGate(gates, head.findings.gates, () => held, why);
  return {
    policy,
    metric,
    kind: 'informational',
    base: from,
    head: to,
    change,
    verdict: rowVerdict(verdict, tolerance, gate),
    gate,
  };
}

function heldBy(
  verdict: ContrastVerdict,
  change: Interval | null,
  tolerance: number | null,
  isMeasured: boolean,
): RowGateStatus {
  // A value of the whole run that no slot tells by itself has been measured, and nothing is said against it.
  if (change === null) return isMeasured ? 'inconclusive' : 'no data';
  if (tolerance !== null && change.high !== null && change.high <= tolerance) return 'pass';
  switch (verdict) {
    case 'regressed':
      return 'fail';
    case 'no change':
    case 'improved':
    case 'better, size unclear':
      return 'pass';
    default:
      return 'inconclusive';
  }
}

/** What would decide a tolerance that these pairs do not. */
function untold(held: RowGateStatus, tolerance: number | null, { head, time }: PairedRowOf) {
  if (held !== 'inconclusive' || tolerance === null) return '';
  const { pairs, level } = time;
  if (pairs.length === 0) return `, undecided: no slot tells it alone (a p99 takes ${FEWEST_FOR_P99} requests)`;
  const { workload } = head.run.plan;
  const change = relativeChange(pairs, level);
  const [most, moved] = [Math.log1p(tolerance), Math.log1p(change?.mean ?? 0)];
  // Away from the tolerance, but where the change is about that large nothing ever tells.
  const halfWidth = Math.max(Math.abs(most - moved), most / 2);
  const { invocations, blocks, minutes } = runsToNarrow(logRatios(pairs), halfWidth, workload);
  const told = change === null || change.low === null ? null : (change.high! - change.low) / 2;
  const tells = told === null ? '' : `: these blocks tell changes of ${percent(told)}`;
  // Both sides are measured.
  const more = `${invocations} invocations of ${blocks} blocks (${Math.ceil(2 * minutes)} min) would tell`;
  return `, undecided${tells}; ${invocations === null ? 'no run of this workload would' : more}`;
}

function rowVerdict(verdict: ContrastVerdict, tolerance: number | null, gate: ComparisonRow['gate']): RowVerdict {
  if (gate?.status === 'fail' && verdict !== 'regressed') return 'over its gate';
  if (tolerance === null) return gate === null ? 'not judged' : gateVerdict(gate);
  return verdict === 'no data' && gate === null ? 'not judged' : verdict;
}
