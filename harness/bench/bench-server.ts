import type { WitnessReading } from './lateness.js';

/** Everything that a server has seen since it started, but for the readings themselves. */
export interface ServerCounts {
  readonly requests: number;
  readonly connections: number;
}

/** What the tools send to. It counts for all of them alike, so that no tool is believed about itself. */
export interface BenchServer {
  readonly name: string;
  readonly url: string;
  read(): Promise<ServerCounts>;
  /** How far behind an even schedule the requests since the last call came, or null where it is not noted. */
  lateness?(ratePerSecond: number): Promise<WitnessReading>;
  close(): Promise<void>;
}
