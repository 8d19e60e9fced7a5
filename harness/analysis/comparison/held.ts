import type { RowGateStatus } from '../../model/findings/comparison.js';
import type { CallFindings } from '../../model/findings/service.js';
import type { Gate } from '../../model/workload/workload.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { worstOf } from './gates.js';
import type { Side } from './side.js';

/** An exact count in both runs; null where one of them has none. */
export interface CountsOfBoth {
  readonly from: number | null;
  readonly to: number | null;
}

/** How a gate's tolerance is held: by the count of the policy, or of the calls that the gate is about by the worst of theirs. */
export function heldBy(gate: Gate, base: Side, head: Side, ofPolicy: CountsOfBoth): RowGateStatus {
  if (gate.call === undefined) return heldWithin(ofPolicy, gate.tolerance);
  const [before, after] = [callsOf(base, gate), callsOf(head, gate)];
  const names = new Set([...before, ...after].map(({ name }) => name));
  const counts = [...names].map((name) => ({
    from: countOf(before, name, gate),
    to: countOf(after, name, gate),
  }));
  return worstOf(counts.map((count) => heldWithin(count, gate.tolerance)));
}

/** A tolerance that is stated is the whole of it, however small the count. */
function heldWithin({ from, to }: CountsOfBoth, tolerance: number | null): RowGateStatus {
  if (from === null || to === null) return 'no data';
  const rounding = 1e-12;
  return tolerance === null || to - from <= tolerance * from + rounding ? 'pass' : 'fail';
}

function callsOf({ findings }: Side, { policy, call }: Gate): readonly CallFindings[] {
  return (findings.services?.[policy]?.calls ?? []).filter(({ name }) => call === '*' || name === call);
}

/** Of a call that was not made there is none. */
function countOf(calls: readonly CallFindings[], name: string, { metric }: Gate): number | null {
  const found = calls.find((one) => one.name === name);
  const { byCall } = METRIC_READERS[metric];
  return found === undefined || found.requests === 0 || byCall === undefined ? null : byCall(found);
}
