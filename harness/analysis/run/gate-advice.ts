import type { GateResult } from '../../model/findings/findings.js';
import type { Workload } from '../../model/workload/workload.js';
import type { BlockValue } from '../statistics/estimate.js';
import { enoughRuns, type MoreRuns, runsForContrast, runsToNarrow } from './advice.js';
import { invocationsOf, type ValidBlock } from './blocks.js';
import type { PairedValues } from './savings.js';
import { cpuUsPerRequest, responseTimeP99Ms, type SlotValue, valuesByBlock } from './slot-values.js';

/** The metrics with an interval of their own, by the value of a slot. */
const BY_SLOT: Partial<Record<GateResult['metric'], SlotValue>> = { cpuUsPerRequest, responseTimeP99Ms };

/** What would decide a gate, where its value stays: an interval that leaves the limit out. */
export function runsForGate(
  { metric, policy, value, max }: GateResult,
  blocks: readonly ValidBlock[],
  pairs: ReadonlyMap<string, PairedValues>,
  workload: Workload,
): MoreRuns {
  const slotValue = BY_SLOT[metric];
  // Containers follow from the CPU that is saved.
  if (slotValue === undefined || value === null || invocationsOf(blocks) < 2)
    return runsForContrast(pairs.get(policy)?.cpu ?? [], workload);
  const values = logarithms(valuesByBlock(blocks, policy, slotValue));
  return values.length === 0 ? enoughRuns(workload) : runsToNarrow(values, Math.abs(Math.log(max / value)), workload);
}

function logarithms(values: readonly BlockValue[]): BlockValue[] {
  return values.flatMap((one) => (one.value > 0 ? [{ ...one, value: Math.log(one.value) }] : []));
}
