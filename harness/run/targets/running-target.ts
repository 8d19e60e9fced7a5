import type { Endpoint, TargetReading } from '../../model/protocol/slot.js';
import type { BlockId } from '../../model/run/run.js';

/** What is called, while it runs; policies are meant by their place in the workload. */
export interface RunningTarget {
  /** The processes of ours that it runs in. */
  readonly pids: readonly number[];
  endpointOf(policy: number): Endpoint;
  /** With the seconds since the last reading where it is told when the slot began; null where the target does not tell. */
  read(policy: number, measuredFromMs?: number): Promise<TargetReading | null>;
  /** Resolves, with the reason, if the target ends by itself; never for one that we did not start. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** A slot, for what is simulated in it. */
export interface SlotOfPolicy extends BlockId {
  readonly policy: string;
  /** Of the whole load. */
  readonly seed: number;
}
