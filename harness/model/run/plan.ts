import type { Workload } from '../workload/workload.js';

/** What will be done, in order: a pure function of the workload and its seed. */
export interface Plan {
  readonly workload: Workload;
  /** SHA-256 of the workload's canonical JSON, hex. */
  readonly workloadSha256: string;
  readonly invocations: readonly InvocationPlan[];
  /** Blocks that may be added for dropped ones, in all. */
  readonly spareBlocks: number;
}

export interface InvocationPlan {
  readonly index: number;
  readonly blocks: readonly BlockPlan[];
}

/** One slot of every policy. Blocks 2i and 2i+1 run the policies in opposite orders. */
export interface BlockPlan {
  readonly invocation: number;
  readonly index: number;
  /** Policy names in the order of their slots. */
  readonly order: readonly string[];
  /** Shared by the slots of the block, so that every policy meets the same arrivals. */
  readonly seed: number;
}
