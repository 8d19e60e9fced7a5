import { createHash } from 'node:crypto';
import { deriveSeed, seededRandom, shuffled } from '../model/random.js';
import type { BlockPlan, InvocationPlan, Plan } from '../model/run/plan.js';
import type { Workload } from '../model/workload/workload.js';
import { canonicalJson } from './canonical.js';

/** The share of planned blocks that may be added for dropped ones. */
const SPARE_SHARE = 0.25;

/** Lays out invocations, blocks and orders; the same workload gives the same plan. */
export function compilePlan(workload: Workload): Plan {
  const { invocations, blocks } = workload.design;
  return {
    workload,
    workloadSha256: createHash('sha256').update(canonicalJson(workload)).digest('hex'),
    invocations: Array.from({ length: invocations }, (_, index) => planInvocation(workload, index)),
    spareBlocks: Math.floor(invocations * blocks * SPARE_SHARE),
  };
}

/** A block in place of a dropped one: the same order, so that the orders stay balanced, with fresh arrivals. */
export function replacementFor(plan: Plan, dropped: BlockPlan, index: number): BlockPlan {
  return { ...dropped, index, seed: deriveSeed(plan.workload.load.seed, 'arrivals', dropped.invocation, index) };
}

function planInvocation(workload: Workload, invocation: number): InvocationPlan {
  const { seed } = workload.load;
  const names = workload.policies.map((policy) => policy.name);
  const blocks: BlockPlan[] = [];
  for (let index = 0; index < workload.design.blocks; index += 1) {
    const mirrored = index % 2 === 1 ? blocks[index - 1] : undefined;
    const order =
      mirrored === undefined
        ? shuffled(names, seededRandom(deriveSeed(seed, 'order', invocation, index)))
        : mirrored.order.toReversed();
    blocks.push({ invocation, index, order, seed: deriveSeed(seed, 'arrivals', invocation, index) });
  }
  return { index: invocation, blocks };
}
