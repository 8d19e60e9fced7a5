import { alarm, caution, type Reason } from '../../model/findings/doubt.js';
import type { BlockSummary, GateResult, RunVerdict, Savings } from '../../model/findings/findings.js';
import type { Outcome } from '../../model/run/run.js';
import { metricOf } from '../../model/workload/metrics.js';
import { FEWEST_BLOCKS } from '../statistics/contrast.js';
import type { MoreToTell } from './advice.js';
import { FEWEST_FOR_P99 } from './slot-values.js';

/** Above this share of bad blocks a run is not believed (STATISTICS 1.6). */
const MOST_BAD = 0.2;

export interface Evidence {
  readonly outcome: Outcome;
  readonly blocks: BlockSummary;
  /** Policies that were not what they claim, and counts that exceed a witness's. */
  readonly disproofs: readonly Reason[];
  readonly gates: readonly GateResult[];
  /** Policies that lost more requests than the SLO allows. */
  readonly losses: readonly Reason[];
  readonly savings: Readonly<Record<string, Savings>>;
  /** What would tell the change of each policy that saves. */
  readonly advice: Readonly<Record<string, MoreToTell>>;
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
  const invalid = [...badBlocks(evidence.blocks), ...evidence.disproofs];
  if (invalid.length > 0) return { status: 'invalid', reasons: invalid };
  const failed = evidence.gates.filter((gate) => gate.status === 'fail' || gate.status === 'no data');
  if (failed.length > 0) return { status: 'fail', reasons: failed.map(gateReason) };
  const unsure = [...evidence.losses, ...unsureReasons(evidence)];
  return unsure.length > 0 ? { status: 'inconclusive', reasons: unsure } : { status: 'pass', reasons: [] };
}

function badBlocks({ valid, dropped }: BlockSummary): Reason[] {
  const [bad, measured] = [dropped.length, dropped.length + valid];
  if (valid > 0 && bad / measured <= MOST_BAD) return [];
  const first = dropped[0]?.reasons[0] ?? null;
  if (valid === 0) return [alarm('no-valid-block', null, { measured, first })];
  return [alarm('bad-blocks', null, { bad, measured, most: MOST_BAD, first })];
}

/** What the run was asked decides: its gates, or without any its contrasts, of a sequence the one of its time. */
function unsureReasons({ gates, savings, advice }: Evidence): Reason[] {
  if (gates.length > 0) return gates.filter((gate) => gate.status === 'inconclusive').map(gateReason);
  return Object.entries(savings).flatMap(([policy, saving]) => contrastReason(policy, saving, advice[policy]!) ?? []);
}

function gateReason({ metric, policy, max, value, status }: GateResult): Reason {
  if (value === null) {
    if (status === 'fail') return alarm('gate-lossy', policy, { metric, value, max });
    return alarm('gate-without-value', policy, { metric, max });
  }
  if (status === 'inconclusive') {
    const fewest = metricOf(metric).ofAnswered ? FEWEST_FOR_P99 : null;
    return caution('gate-open', policy, { metric, value, max, fewest });
  }
  if (value <= max) return alarm('gate-lossy', policy, { metric, value, max });
  return alarm('gate-over', policy, { metric, value, max });
}

function contrastReason(policy: string, savings: Savings, advice: MoreToTell): Reason | null {
  const what = savings.timePercent === null ? 'CPU' : 'time';
  const verdict = savings.timeVerdict ?? savings.verdict;
  if (verdict === 'no data') return caution('contrast-without-value', policy, { what, fewest: FEWEST_BLOCKS });
  if (verdict !== 'inconclusive') return null;
  const percent = savings.timePercent ?? savings.cpuPercent;
  return caution('contrast-open', policy, { what, low: percent?.low ?? 0, high: percent?.high ?? 0, ...advice });
}
