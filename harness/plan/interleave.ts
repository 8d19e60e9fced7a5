import { SIDES, type Side } from '../model/run/interleaved.js';
import type { Arm, Plan } from '../model/run/plan.js';
import { layOut } from './compile.js';

/** Two plans of one question as one: every block has a slot of each arm of both, in an order that is mirrored in pairs. */
export function interleave(plans: Readonly<Record<Side, Plan>>): Plan {
  const arms = SIDES.flatMap((side) =>
    plans[side].arms.map((arm) => ({ ...sided(arm, side), name: armOf(side, arm.name) })),
  );
  return { ...plans.head, arms, invocations: layOut(plans.head.workload, arms) };
}

/** What of the whole plan is one side's: its own arms, in the blocks and the order that they have there. */
export function sidePlan(own: Plan, whole: Plan, side: Side): Plan {
  return {
    ...own,
    arms: own.arms.map((arm) => sided(arm, side)),
    invocations: whole.invocations.map(({ index, blocks }) => ({
      index,
      blocks: blocks.map((block) => ({ ...block, order: block.order.flatMap((arm) => ownArm(side, arm) ?? []) })),
    })),
    spareBlocks: whole.spareBlocks,
  };
}

function sided(arm: Arm, side: Side): Arm {
  return { ...arm, variant: side };
}

/** `head/today`. */
export function armOf(side: Side, arm: string): string {
  return `${side}/${arm}`;
}

/** The arm as its own side calls it; null where it is the other's. */
export function ownArm(side: Side, arm: string): string | null {
  return arm.startsWith(`${side}/`) ? arm.slice(side.length + 1) : null;
}
