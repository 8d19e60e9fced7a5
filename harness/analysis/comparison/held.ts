import type { RowGateStatus } from '../../model/findings/comparison.js';
import type { CallFindings } from '../../model/findings/service.js';
import type { Gate } from '../../model/workload/workload.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { countedOf, countedOfUses } from '../service/outbound.js';
import { type Share, surelyAbove } from '../statistics/proportions.js';
import { worstOf } from './gates.js';
import { countedSlots } from './reuse-counts.js';
import type { Side } from './side.js';

/** An exact count for each request, null where a run has none, and the slots that it is of. */
interface PerRequest {
  readonly value: number | null;
  readonly slots: readonly Share[];
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
    const of = { value: ofPolicy.from, slots: sharesOf(base, gate) };
    return heldWithin(of, { value: ofPolicy.to, slots: sharesOf(head, gate) }, gate.tolerance);
  }
  const [before, after] = [callsOf(base, gate), callsOf(head, gate)];
  const names = new Set([...before, ...after].map(({ name }) => name));
  const held = [...names].map((name) =>
    heldWithin(ofCall(before, name, base, gate), ofCall(after, name, head, gate), gate.tolerance),
  );
  return worstOf(held);
}

function heldWithin(from: PerRequest, to: PerRequest, tolerance: number | null): RowGateStatus {
  if (from.value === null || to.value === null) return 'no data';
  const rounding = 1e-12;
  const margin = (tolerance ?? 0) * from.value;
  if (tolerance === null || to.value - from.value <= margin + rounding) return 'pass';
  return surelyAbove(to.slots, from.slots, { margin, chance: CHANCE }) ? 'fail' : 'inconclusive';
}

/** What the metric counts of a policy, slot by slot. */
function sharesOf({ run }: Side, { policy, metric }: Gate): Share[] {
  const { share } = METRIC_READERS[metric];
  const records = (run.services ?? []).filter(({ arm }) => arm === policy);
  return countedSlots(run, policy).flatMap((slot) => {
    const counted = countedOf([slot], slot.tally, records);
    return share === undefined ? [] : [share(counted, slot)];
  });
}

function callsOf({ findings }: Side, { policy, call }: Gate): readonly CallFindings[] {
  return (findings.services?.[policy]?.calls ?? []).filter(({ name }) => call === '*' || name === call);
}

/** Of a call that was not made there is none. */
function ofCall(calls: readonly CallFindings[], name: string, { run }: Side, { metric, policy }: Gate): PerRequest {
  const found = calls.find((one) => one.name === name);
  const { byCall, share } = METRIC_READERS[metric];
  if (found === undefined || found.requests === 0 || byCall === undefined) return { value: null, slots: [] };
  const slots = countedSlots(run, policy).flatMap((slot) => {
    const use = slot.service?.calls[name];
    return use === undefined || share === undefined ? [] : [share(countedOfUses([use]), slot)];
  });
  return { value: byCall(found), slots };
}
