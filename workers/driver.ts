import type { Endpoint } from '../harness/model/protocol/slot.js';
import type { FeedRows, Policy, RequestTemplate } from '../harness/model/workload/workload.js';
import type { Clock } from './clock.js';
import type { Span } from './loop/loop.js';
import type { ShardRecorder } from './loop/recorder.js';

/** A client that has a closed loop of its own, which takes the place of ours. */
export interface Driver {
  /** Resolves when every request has ended. */
  drive(options: DriverOptions): Promise<Span>;
}

export interface DriverOptions {
  readonly endpoint: Endpoint;
  readonly policy: Policy;
  readonly requests: readonly RequestTemplate[];
  readonly feed?: FeedRows;
  readonly recorder: ShardRecorder;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly measuredFromMs: number;
  readonly untilMs: number;
  /** Stops after this many measured requests, or null to stop at `untilMs`. */
  readonly count: number | null;
  readonly numberOf: (k: number) => number;
}
