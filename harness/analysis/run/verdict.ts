import { alarm, caution, note, type Reason } from '../../model/findings/doubt.js';
import { FEWEST_FOR_P99 } from '../../model/findings/fewest.js';
import type { BlockSummary, GateResult, RunVerdict, Savings } from '../../model/findings/findings.js';
import type { Outcome } from '../../model/run/run.js';
import { metricOf } from '../../model/workload/metrics.js';
import type { MoreRuns } from './advice.js';
import { areEnough, MOST_BAD } from './blocks.js';

export interface Evidence {
  readonly outcome: Outcome;
  readonly blocks: BlockSummary;
  /** Whether only the times of the bad blocks are in doubt. */
  readonly isTooLate: boolean;
  /** Policies that were not what they claim, and counts that exceed a witness's. */
  readonly disproofs: readonly Reason[];
  readonly gates: readonly GateResult[];
  /** What would tell each of them. */
  readonly gateAdvice: readonly MoreRuns[];
  /** What met the limits of this machine. */
  readonly limits: readonly Reason[];
  /** Policies that lost more requests than the SLO allows. */
  readonly losses: readonly Reason[];
  /** Of another engine, whose run was imported. */
  readonly thresholds: readonly Reason[];
  /** Why no gate is judged, where none is: what nobody counted has not passed. */
  readonly unjudged: readonly Reason[];
  readonly savings: Readonly<Record<string, Savings>>;
  /** What would tell the change of each policy that saves. */
  readonly advice: ReadonlyMap<string, MoreRuns>;
  /** With a valid block. */
  readonly invocations: number;
}

/** The first status that applies, in order of weight, with its reasons. */
export function runVerdict(evidence: Evidence): RunVerdict {
  const { outcome, blocks } = evidence;
  switch (outcome.kind) {
    case 'target-lost':
    case 'replayer-lost':
      return { status: outcome.kind, reasons: [alarm(outcome.kind, null, { reason: outcome.reason })] };
    case 'failed':
      return { status: 'failed', reasons: [alarm('bug', null, { error: outcome.error })] };
    case 'interrupted': {
      const { valid, planned } = blocks;
      return { status: 'incomplete', reasons: [caution('interrupted', null, { valid, planned })] };
    }
    case 'complete':
      return verdictOfWhole(evidence);
  }
}

function verdictOfWhole(evidence: Evidence): RunVerdict {
  const bad = badBlocks(evidence.blocks);
  if (evidence.isTooLate && evidence.disproofs.length === 0) return verdictOfCounts(evidence, bad);
  const invalid = [...(bad.length > 0 ? evidence.limits : []), ...bad, ...evidence.disproofs];
  if (invalid.length > 0) return { status: 'invalid', reasons: invalid };
  const failed = [...gateReasons(evidence, ['fail', 'no data']), ...evidence.thresholds];
  if (failed.length > 0) return { status: 'fail', reasons: failed };
  const unsure = [...evidence.losses, ...unsureReasons(evidence)];
  return unsure.length > 0 ? { status: 'inconclusive', reasons: unsure } : { status: 'pass', reasons: [] };
}

/** Where the machine was too late for times, a gate on a count is judged: one that fails is no matter of time. */
function verdictOfCounts(evidence: Evidence, bad: readonly Reason[]): RunVerdict {
  const failed = gateReasons(evidence, ['fail']);
  if (failed.length > 0) return { status: 'fail', reasons: [...failed, ...bad] };
  const passed = evidence.gates.filter(({ status }) => status === 'pass').length;
  return { status: 'invalid', reasons: passed === 0 ? bad : [...bad, note('counts-judged', null, { passed })] };
}

function badBlocks({ valid, dropped }: BlockSummary): Reason[] {
  const [bad, measured] = [dropped.length, dropped.length + valid];
  if (areEnough(valid, measured)) return [];
  const first = dropped[0]?.reasons[0] ?? null;
  if (valid === 0) return [alarm('no-valid-block', null, { measured, first })];
  return [alarm('bad-blocks', null, { bad, measured, most: MOST_BAD, first })];
}

/** What the run was asked decides: its gates, or without any its contrasts, of a sequence the one of its time. */
function unsureReasons(evidence: Evidence): Reason[] {
  const { gates, unjudged } = evidence;
  if (gates.length > 0) {
    return gates.every(({ status }) => status === 'not judged')
      ? [...unjudged]
      : gateReasons(evidence, ['inconclusive']);
  }
  return Object.entries(evidence.savings).flatMap(([policy, saving]) => contrastReason(policy, saving, evidence) ?? []);
}

function gateReasons(evidence: Evidence, statuses: readonly GateResult['status'][]): Reason[] {
  return evidence.gates.flatMap((gate, index) =>
    statuses.includes(gate.status) ? [gateReason(gate, evidence.gateAdvice[index]!, evidence.invocations)] : [],
  );
}

function gateReason(gate: GateResult, more: MoreRuns, of: number): Reason {
  const { metric, policy, max, value, status, call } = gate;
  const about = { metric, max, ...(call !== undefined && { call }) };
  if (value === null) {
    if (status === 'fail') return alarm('gate-lossy', policy, { ...about, value });
    return alarm('gate-without-value', policy, { ...about, of, ...more });
  }
  if (status === 'inconclusive') {
    const fewest = metricOf(metric).ofAnswered ? FEWEST_FOR_P99 : null;
    return caution('gate-open', policy, { ...about, value, fewest, ...more });
  }
  if (value <= max) return alarm('gate-lossy', policy, { ...about, value });
  return alarm('gate-over', policy, { ...about, value });
}

function contrastReason(policy: string, savings: Savings, { advice, invocations: of }: Evidence): Reason | null {
  const more = advice.get(policy)!;
  const what = savings.timePercent === null ? 'CPU' : 'time';
  const verdict = savings.timeVerdict ?? savings.verdict;
  if (verdict === 'no data') return caution('contrast-without-value', policy, { what, of, ...more });
  if (verdict !== 'inconclusive') return null;
  const percent = savings.timePercent ?? savings.cpuPercent;
  return caution('contrast-open', policy, { what, low: percent?.low ?? 0, high: percent?.high ?? 0, ...more });
}
