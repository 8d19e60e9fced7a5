import { FEWEST_FOR_P99 } from '../../model/findings/fewest.js';
import type { SlotRecord } from '../../model/run/run.js';
import { loopUsOf } from '../../model/run/service-use.js';
import type { EncodedHistogram } from '../../model/run/tally.js';
import { readHistogram } from '../../tally/histogram.js';
import type { BlockValue } from '../statistics/estimate.js';
import type { ValidBlock } from './blocks.js';

export { cpuUsPerRequest } from '../../model/run/run.js';

/** One number of a slot; null where the slot was not measured enough to say. */
export type SlotValue = (slot: SlotRecord) => number | null;

/** Milliseconds from the first send of a slot until its last response; null where no request completed. */
export const elapsedMs: SlotValue = ({ elapsedMs: ms, tally }) => (tally.completed > 0 && ms > 0 ? ms : null);

/** Of a service, microseconds. */
export const loopUsPerRequest: SlotValue = ({ service }) => (service === undefined ? null : loopUsOf(service));

/** The 99th percentile of an encoded histogram in milliseconds; null of too few values to say. */
export function p99Ms(encoded: EncodedHistogram): number | null {
  const histogram = readHistogram(encoded);
  return histogram === null || histogram.count < FEWEST_FOR_P99 ? null : histogram.quantileUs(0.99) / 1000;
}

/** Of the response times of a slot. */
export const responseTimeP99Ms: SlotValue = ({ tally }) => p99Ms(tally.responseTimeUs);

/** The value of a policy in each valid block. */
export function valuesByBlock(blocks: readonly ValidBlock[], policy: string, slotValue: SlotValue): BlockValue[] {
  const values: BlockValue[] = [];
  for (const { invocation, slots } of blocks) {
    const slot = slots.get(policy);
    const value = slot === undefined ? null : slotValue(slot);
    if (value !== null) values.push({ invocation, value });
  }
  return values;
}
