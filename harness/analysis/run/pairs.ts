import type { Interval } from '../../model/findings/findings.js';
import { type BlockValue, chanceOf, type Estimate, estimate, intervalOf, mapInterval } from '../statistics/estimate.js';
import type { ValidBlock } from './blocks.js';
import type { SlotValue } from './slot-values.js';

/** The same value of the baseline and of a policy, in one block. */
export interface Pair {
  readonly invocation: number;
  readonly baseline: number;
  readonly policy: number;
}

/** The blocks in which both policies have the value. */
export function pairsOf(blocks: readonly ValidBlock[], baseline: string, policy: string, slotValue: SlotValue): Pair[] {
  const valueIn = (block: ValidBlock, name: string) => {
    const slot = block.slots.get(name);
    return slot === undefined ? null : slotValue(slot);
  };
  return blocks.flatMap((block) => {
    const pair = { baseline: valueIn(block, baseline), policy: valueIn(block, policy) };
    if (pair.baseline === null || pair.policy === null) return [];
    return [{ invocation: block.invocation, baseline: pair.baseline, policy: pair.policy }];
  });
}

/** How much less than the baseline's the value is: paired differences in its own unit; null without a pair. */
export function savedBy(pairs: readonly Pair[], level = 0.95): Estimate | null {
  return estimate(differences(pairs), level);
}

/** The probability of a contrast as large where there is none, by the scale that is less sure; null without an interval. */
export function chanceOfPairs(pairs: readonly Pair[]): number | null {
  const [ratio, difference] = [chanceOf(logRatios(pairs)), chanceOf(differences(pairs))];
  return ratio === null || difference === null ? null : Math.max(ratio, difference);
}

function differences(pairs: readonly Pair[]): BlockValue[] {
  return pairs.map((pair) => ({ invocation: pair.invocation, value: pair.baseline - pair.policy }));
}

/** Logarithms of policy over baseline, one a block. */
export function logRatios(pairs: readonly Pair[]): BlockValue[] {
  return pairs.map((pair) => ({ invocation: pair.invocation, value: Math.log(pair.policy / pair.baseline) }));
}

/** Relative change of the value, 0.1 for 10 % more than the baseline; null without a pair. */
export function relativeChange(pairs: readonly Pair[], level: number): Interval | null {
  const ratio = estimate(logRatios(pairs), level);
  return ratio === null ? null : mapInterval(intervalOf(ratio), Math.expm1);
}
