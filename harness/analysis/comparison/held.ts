import type { RowGateStatus } from '../../model/findings/comparison.js';
import type { CallFindings } from '../../model/findings/service.js';
import type { Gate } from '../../model/workload/workload.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { type Share, surelyAbove } from '../statistics/proportions.js';
import { worstOf } from './gates.js';
import { countedSlots, opened } from './reuse-counts.js';
import type { Side } from './side.js';

/** An exact count for each request, and of how many; null where a run has none. */
interface Counted {
  readonly value: number | null;
  readonly requests: number;
}

/** An exact count in both runs; null where one of them has none. */
export interface CountsOfBoth {
  readonly from: number | null;
  readonly to: number | null;
}

/** So often, at most, equal policies are said to be over a tolerance. */
const CHANCE = 0.01;

/**
 * How a gate's tolerance is held: by the count of the policy, or of the calls that the gate is about by the worst of theirs.
 * A pool's connections follow which requests happen to overlap: of a few, some more are undecided and no failure.
 */
export function heldBy(gate: Gate, base: Side, head: Side, ofPolicy: CountsOfBoth): RowGateStatus {
  if (gate.call === undefined) {
    const of = { value: ofPolicy.from, requests: sentUnder(base, gate.policy) };
    return heldWithin(of, { value: ofPolicy.to, requests: sentUnder(head, gate.policy) }, gate.tolerance);
  }
  const [before, after] = [callsOf(base, gate), callsOf(head, gate)];
  const names = new Set([...before, ...after].map(({ name }) => name));
  const held = [...names].map((name) =>
    heldWithin(countOf(before, name, gate), countOf(after, name, gate), gate.tolerance),
  );
  return worstOf(held);
}

function heldWithin(from: Counted, to: Counted, tolerance: number | null): RowGateStatus {
  if (from.value === null || to.value === null) return 'no data';
  const rounding = 1e-12;
  const margin = (tolerance ?? 0) * from.value;
  if (tolerance === null || to.value - from.value <= margin + rounding) return 'pass';
  return surelyAbove([shareOf(to)], [shareOf(from)], { margin, chance: CHANCE }) ? 'fail' : 'inconclusive';
}

/** Each request opens one connection at most, asks for one lookup at most, and so on: what is more is as sure as all of it. */
function shareOf({ value, requests }: Counted): Share {
  return { count: Math.round((value ?? 0) * requests), of: requests };
}

function sentUnder({ run }: Side, policy: string): number {
  return opened(countedSlots(run, policy)).reduce((sum, { of }) => sum + of, 0);
}

function callsOf({ findings }: Side, { policy, call }: Gate): readonly CallFindings[] {
  return (findings.services?.[policy]?.calls ?? []).filter(({ name }) => call === '*' || name === call);
}

/** Of a call that was not made there is none. */
function countOf(calls: readonly CallFindings[], name: string, { metric }: Gate): Counted {
  const found = calls.find((one) => one.name === name);
  const { byCall } = METRIC_READERS[metric];
  const value = found === undefined || found.requests === 0 || byCall === undefined ? null : byCall(found);
  return { value, requests: found?.requests ?? 0 };
}
