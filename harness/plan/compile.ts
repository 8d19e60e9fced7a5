import { createHash } from 'node:crypto';
import { deriveSeed, seededRandom, shuffled } from '../model/random.js';
import type { Arm, BlockPlan, InvocationPlan, Plan, SlotPlan } from '../model/run/plan.js';
import type { Load, Workload } from '../model/workload/workload.js';
import { canonicalJson } from './canonical.js';
import { scaledLoad } from './scaled.js';

/** The share of planned blocks that may be added for dropped ones. */
const SPARE_SHARE = 0.25;

/** Lays out invocations, blocks and orders; the same workload gives the same plan. */
export function compilePlan(workload: Workload): Plan {
  const { invocations, blocks } = workload.design;
  const arms = armsOf(workload);
  return {
    workload,
    workloadSha256: createHash('sha256').update(canonicalJson(workload)).digest('hex'),
    arms,
    invocations: layOut(workload, arms),
    spareBlocks: Math.floor(invocations * blocks * SPARE_SHARE),
  };
}

/** The blocks of a workload over any arms. */
export function layOut(workload: Workload, arms: readonly Arm[]): InvocationPlan[] {
  return Array.from({ length: workload.design.invocations }, (_, index) => planInvocation(workload, arms, index));
}

/** One arm for each policy, under the name of the policy. */
export function armsOf({ policies }: Pick<Workload, 'policies'>): Arm[] {
  return policies.map(({ name }) => ({ name, policy: name, variant: null }));
}

/** What the slots of a block replay, in their order. */
export function slotPlans({ workload }: Pick<Plan, 'workload'>, { order, seed, index, factor }: BlockPlan): SlotPlan[] {
  return order.map((arm) => ({ arm, load: atFactor(workload.load, factor), seed, source: index + 1 }));
}

/** A block in place of a dropped one: the same order, so that the orders stay balanced, with fresh arrivals. */
export function replacementFor(plan: Plan, dropped: BlockPlan, index: number): BlockPlan {
  return { ...dropped, index, seed: deriveSeed(plan.workload.load.seed, 'arrivals', dropped.invocation, index) };
}

function planInvocation(workload: Workload, arms: readonly Arm[], invocation: number): InvocationPlan {
  const { seed } = workload.load;
  const names = arms.map((arm) => arm.name);
  const factors = factorsIn(workload, invocation);
  const blocks: BlockPlan[] = [];
  for (let index = 0; index < workload.design.blocks; index += 1) {
    const mirrored = index % 2 === 1 ? blocks[index - 1] : undefined;
    const order =
      mirrored === undefined
        ? shuffled(names, seededRandom(deriveSeed(seed, 'order', invocation, index)))
        : mirrored.order.toReversed();
    const factor = factors[Math.floor(index / 2) % factors.length];
    const arrivals = deriveSeed(seed, 'arrivals', invocation, index);
    blocks.push({ invocation, index, order, ...(factor !== undefined && { factor }), seed: arrivals });
  }
  return { index: invocation, blocks };
}

/** The order in which the pairs of blocks have the rates; empty where there is one rate. */
function factorsIn({ load }: Workload, invocation: number): readonly number[] {
  if (load.kind === 'closed' || load.factors === undefined) return [];
  return shuffled(load.factors, seededRandom(deriveSeed(load.seed, 'rates', invocation)));
}

/** The load of a block that has one of several rates. */
function atFactor(load: Load, factor: number | undefined): Load {
  if (load.kind === 'closed' || factor === undefined) return load;
  const { factors: _, ...one } = load;
  return scaledLoad(one, factor);
}
