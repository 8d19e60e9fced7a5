import type { BlockSummary, GateResult, RunVerdict, Savings } from '../../model/findings/findings.js';
import type { Outcome } from '../../model/run/run.js';
import { FEWEST_FOR_P99 } from './slot-values.js';

/** Above this share of bad blocks a run is not believed (STATISTICS 1.6). */
const MOST_BAD = 0.2;

export interface Evidence {
  readonly outcome: Outcome;
  readonly blocks: BlockSummary;
  /** Policies that were not what they claim, and counts that exceed a witness's. */
  readonly disproofs: readonly string[];
  readonly gates: readonly GateResult[];
  /** Policies that lost more requests than the SLO allows. */
  readonly losses: readonly string[];
  readonly savings: Readonly<Record<string, Savings>>;
  /** What would tell the change of each policy. */
  readonly advice: Readonly<Record<string, string>>;
}

/** The first status that applies, in order of weight, with its reasons. */
export function runVerdict(evidence: Evidence): RunVerdict {
  const { outcome } = evidence;
  if (outcome.kind === 'target-lost') {
    return { status: 'target-lost', reasons: [`${outcome.reason}: check that the target is up, then run again`] };
  }
  if (outcome.kind === 'replayer-lost') {
    return { status: 'replayer-lost', reasons: [`${outcome.reason}: this machine ended it, not the target`] };
  }
  if (outcome.kind === 'failed') return { status: 'failed', reasons: [`a fault of holdline: ${outcome.error}`] };
  if (outcome.kind === 'interrupted') return { status: 'incomplete', reasons: [interrupted(evidence.blocks)] };
  const invalid = [...badBlocks(evidence.blocks), ...evidence.disproofs];
  if (invalid.length > 0) return { status: 'invalid', reasons: invalid };
  const failed = evidence.gates.filter((gate) => gate.status === 'fail' || gate.status === 'no data');
  if (failed.length > 0) return { status: 'fail', reasons: failed.map(gateReason) };
  const unsure = [...evidence.losses, ...unsureReasons(evidence)];
  return unsure.length > 0 ? { status: 'inconclusive', reasons: unsure } : { status: 'pass', reasons: [] };
}

function interrupted({ valid, planned }: BlockSummary): string {
  return `interrupted after ${valid} valid of ${planned} planned blocks: run again to the end for a verdict`;
}

function badBlocks({ valid, dropped }: BlockSummary): string[] {
  const [bad, measured] = [dropped.length, dropped.length + valid];
  if (valid > 0 && bad / measured <= MOST_BAD) return [];
  const first = dropped[0]?.reasons[0];
  const cause = first === undefined ? 'nothing was measured' : `first: ${first}`;
  const advice = 'lower the scale or quieten the machine, then run again';
  if (valid === 0) return [`no valid block in ${measured} (${cause}): ${advice}`];
  return [`${bad} of ${measured} blocks are bad, more than ${100 * MOST_BAD} % (${cause}): ${advice}`];
}

/** What the run was asked decides: its gates, or without any its contrasts, of a sequence the one of its time. */
function unsureReasons({ gates, savings, advice }: Evidence): string[] {
  if (gates.length > 0) return gates.filter((gate) => gate.status === 'inconclusive').map(gateReason);
  return Object.entries(savings).flatMap(([policy, saving]) => {
    const verdict = saving.timeVerdict ?? saving.verdict;
    if (verdict !== 'inconclusive' && verdict !== 'no data') return [];
    return [contrastReason(policy, saving, advice[policy] ?? 'run more blocks')];
  });
}

function gateReason({ metric, policy, max, value, status }: GateResult): string {
  const name = `${metric} of ${policy}`;
  if (value === null) {
    const remedy =
      status === 'fail' ? 'too many requests failed: repair those first' : 'measure more requests or blocks';
    return `${name} has no value to hold against ${max}: ${remedy}`;
  }
  const shown = Number(value.toPrecision(3));
  if (status === 'inconclusive') {
    const size = metric === 'responseTimeP99Ms' ? `, of at least ${FEWEST_FOR_P99} requests` : '';
    return `${name} is ${shown}, but its interval holds the limit ${max}: run more blocks${size}`;
  }
  if (value <= max) return `${name} is ${shown}, within ${max}, but too many requests failed: repair those first`;
  return `${name} is ${shown}, over the limit ${max}: repair it, or raise the limit on purpose`;
}

function contrastReason(policy: string, savings: Savings, advice: string): string {
  const what = savings.timePercent === null ? 'CPU' : 'time';
  if ((savings.timeVerdict ?? savings.verdict) === 'no data') {
    return `${policy}: too few valid blocks to tell whether it saves ${what}: run at least 6`;
  }
  const percent = savings.timePercent ?? savings.cpuPercent;
  const bounds = [percent?.low, percent?.high].map((bound) => `${(bound ?? 0).toFixed(1)} %`);
  return `${policy}: the ${what} saved lies between ${bounds.join(' and ')}, which may be none: ${advice}`;
}
