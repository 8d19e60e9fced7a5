import type { Endpoint, Simulation } from '../../model/protocol/replayer.js';
import type { Target } from '../../model/workload/workload.js';
import type { OpenContext, RunningTarget, SlotOfPolicy } from './running-target.js';
import type { ClockHeard } from './target-clock.js';

/** Addresses that were checked. */
export type Checked = Pick<OpenContext, 'addresses' | 'pins'>;

/** How a kind of target is started, and what it asks of the jobs of its replayers. */
export interface TargetDriver<T extends Target> {
  open(target: T, context: OpenContext): Promise<RunningTarget>;
  /** Throws UserMistake for what is better known before the first process starts. */
  check?(target: T): void;
  /** Throws UserMistake where what runs already is not as the workload says. */
  reach?(target: T, checked: Checked): Promise<void>;
  /** Asks a server that shards share for its time; left out where there is none. */
  clock?(target: T, addresses: readonly string[] | null): Promise<ClockHeard>;
  /** How the simulated client answers, in a slot or in load that is not measured; left out where requests are sent. */
  simulation?(target: T, slot: SlotOfPolicy | null): Simulation;
}

const NEVER = new Promise<never>(() => {});

/** A target of which no process is ours. */
export function elsewhere(endpoint: Endpoint): RunningTarget {
  return {
    pids: [],
    endpointOf: () => endpoint,
    read: async () => null,
    lost: NEVER,
    close: async () => {},
  };
}
