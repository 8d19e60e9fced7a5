import type { ComparisonRow, RowGateStatus, RowVerdict } from '../../model/findings/comparison.js';
import type { GateResult } from '../../model/findings/findings.js';
import type { Gate } from '../../model/workload/workload.js';
import { percent } from '../percent.js';

type RowGate = NonNullable<ComparisonRow['gate']>;
type GateStatus = RowGateStatus;

const WORST_FIRST: readonly GateStatus[] = ['fail', 'no data', 'inconclusive', 'pass'];

/** What several say together; of none there is nothing to go by. */
export function worstOf(statuses: readonly GateStatus[]): GateStatus {
  return WORST_FIRST.find((one) => statuses.includes(one)) ?? 'no data';
}

/**
 * What the gates of one row say together; null without gates.
 * `results` are the head run's own gates, which judge each maximum; `heldBy` says how a tolerance is held, and `why` is what
 * is to be added of it.
 */
export function comparisonGate(
  gates: readonly Gate[],
  results: readonly GateResult[],
  heldBy: (gate: Gate) => GateStatus,
  why = '',
): RowGate | null {
  const judged = gates.flatMap((gate) => [
    ...(gate.max === null ? [] : [{ status: maxStatus(gate, results), limit: `max ${gate.max}${callText(gate)}` }]),
    ...(gate.tolerance === null ? [] : [heldWithin(gate, heldBy(gate), why)]),
  ]);
  if (judged.length === 0) return null;
  return { status: worstOf(judged.map(({ status }) => status)), limit: judged.map(({ limit }) => limit).join(', ') };
}

function heldWithin(gate: Gate, status: GateStatus, why: string): RowGate {
  const byChance =
    status === 'inconclusive' && why === '' ? ', undecided: it may be chance, more requests would tell' : why;
  return { status, limit: `${toleranceText(gate)}${byChance}` };
}

function toleranceText(gate: Gate): string {
  return `at most +${percent(gate.tolerance ?? 0, 3)}${callText(gate)}`;
}

/** Times of runs that were saved apart decide nothing: what the gates would say of the head run alone informs. */
export function informingGate(gates: readonly Gate[], results: readonly GateResult[]): RowGate | null {
  if (gates.length === 0) return null;
  const limits = gates.flatMap((gate) => [
    ...(gate.max === null ? [] : [`max ${gate.max}${isOver(gate, results) ? ', which the head run is over' : ''}`]),
    ...(gate.tolerance === null ? [] : [toleranceText(gate)]),
  ]);
  return { status: 'not judged', limit: limits.join(', ') };
}

function isOver(gate: Gate, results: readonly GateResult[]): boolean {
  return maxStatus(gate, results) === 'fail';
}

function callText({ call }: Gate): string {
  if (call === undefined) return '';
  return call === '*' ? ' for each call' : ` to ${call}`;
}

/** What a gate makes of its row. */
export function gateVerdict({ status }: RowGate): RowVerdict {
  switch (status) {
    case 'pass':
      return 'within its gate';
    case 'fail':
      return 'over its gate';
    default:
      return status;
  }
}

/** The smallest relative increase that a gate allows, or null where none says. */
export function tightestTolerance(gates: readonly Gate[]): number | null {
  const tolerances = gates.flatMap((gate) => gate.tolerance ?? []);
  return tolerances.length === 0 ? null : Math.min(...tolerances);
}

/** Gates on several calls may have the same maximum, and a result names its worst call: the worst of all decides their row. */
function maxStatus({ metric, policy, max }: Gate, results: readonly GateResult[]): GateStatus {
  const own = results.filter((result) => result.metric === metric && result.policy === policy && result.max === max);
  // Of a run that was too late there is no row to decide.
  return worstOf(own.map(({ status }) => (status === 'not judged' ? 'inconclusive' : status)));
}
