import type { FailureKind } from '../harness/model/run/tally.js';

/** One request from its intended send to its end. Times are milliseconds from the start of the slot, lead-in included. */
export interface Exchange {
  /** The number of the arrival in the slot, over all shards. */
  readonly n: number;
  /** Index of the request template. */
  readonly template: number;
  readonly intendedMs: number;
  /** False in the lead-in. */
  readonly measured: boolean;
  /** When the loop came to it; behind `intendedMs` by the schedule lag. */
  releasedMs: number;
  /** When it was given to the client, or null while it waits for a connection. */
  sentMs: number | null;
  /** Whether a connection had to be opened for it. */
  connected: boolean;
  settled: boolean;
}

/** How a request ended: a whole response with a good status, or a failure and whether a whole response came all the same. */
export type Ending =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: FailureKind; readonly answered: boolean };

export const COMPLETED: Ending = { kind: 'completed' };

export function failed(failure: FailureKind, answered = false): Ending {
  return { kind: 'failed', failure, answered };
}

/** A status of 400 or more is a failure with an answer. */
export function endingOf(status: number): Ending {
  return status < 400 ? COMPLETED : failed('status', true);
}

/**
 * What can happen to a connection: before its first request, where `attempted` is what the kernel counts, and with an answer
 * that ends it although the request asked to keep it, where the client can tell.
 */
export type ConnectionEvent =
  | 'lookup'
  | 'attempted'
  | 'opened'
  | 'handshake-full'
  | 'handshake-resumed'
  | 'closed-by-server';
