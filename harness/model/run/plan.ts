import type { Load, Workload } from '../workload/workload.js';

/** What will be done, in order: a pure function of the workload and its seed. */
export interface Plan {
  readonly workload: Workload;
  /** SHA-256 of the workload's canonical JSON, hex. */
  readonly workloadSha256: string;
  /** What the slots are measured of; every block has one slot of each. */
  readonly arms: readonly Arm[];
  readonly invocations: readonly InvocationPlan[];
  /** Blocks that may be added for dropped ones, in all. */
  readonly spareBlocks: number;
}

/** What a slot is measured of: a policy, or a policy of one variant. Names are unique in a plan. */
export interface Arm {
  readonly name: string;
  /** The name of a policy of the workload. */
  readonly policy: string;
  /** Which of several builds of the same thing it is measured of; null where there is one. */
  readonly variant: string | null;
}

export interface InvocationPlan {
  readonly index: number;
  readonly blocks: readonly BlockPlan[];
}

/** One slot of every arm. Blocks 2i and 2i+1 run the arms in opposite orders. */
export interface BlockPlan {
  readonly invocation: number;
  readonly index: number;
  /** Names of arms in the order of their slots. */
  readonly order: readonly string[];
  /** Of the load's rate, in every slot of the block; left out where the load has one rate. */
  readonly factor?: number;
  /** Shared by the slots of the block, so that every arm meets the same arrivals. */
  readonly seed: number;
}

/** What one slot replays; `plan/compile.ts` tells it of a block, so that no record repeats it. */
export interface SlotPlan {
  /** The name of the arm. */
  readonly arm: string;
  readonly load: Load;
  readonly seed: number;
  /** Tells the source addresses of the slots of an invocation apart, from 1; 0 is what is sent outside of blocks. */
  readonly source: number;
}
