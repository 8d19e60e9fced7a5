import type { ConnectionFacts } from './connection-facts.js';
import type { EncodedHistogram } from './encoded-histogram.js';

export type { EncodedHistogram };

/** What was counted: mergeable, and of a size that does not grow with the number of requests. */

/** `limit` is one of this machine (files, ports, memory of the kernel), and says nothing of a policy or a target. */
export const FAILURE_KINDS = ['dns', 'connect', 'tls', 'timeout', 'reset', 'status', 'protocol', 'limit'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Why requests failed, as far as the client can tell: one entry for each kind and code, the most frequent first. */
export interface FailureCause {
  readonly kind: FailureKind;
  /** Node's or OpenSSL's code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`), `HTTP 401` of a status, or a word of ours for the rest. */
  readonly code: string;
  readonly count: number;
  /** What one of them said, at most 200 characters; of a status the beginning of its answer. */
  readonly message: string;
  /** Place in the workload's requests of the one that said it. */
  readonly request: number;
}

/** Beyond so many codes, the others of a kind are summed under `OTHER_CAUSES`: a tally stays small whatever a server says. */
export const MOST_CAUSES = 16;
export const OTHER_CAUSES = 'other';

/** A workload has some dozens of requests at most. */
export const MOST_REQUEST_TALLIES = 64;

/** What became of the requests of one name; the sums over all names are those of the tally. */
export interface RequestTally {
  readonly planned: number;
  readonly completed: number;
  readonly failed: number;
  /** Completed requests for which no connection had to be opened. */
  readonly reused: number;
  /** Connections that were opened for a request of this name. */
  readonly opened: number;
  /** Whole responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** From the intended send to the end of the response, two significant digits; completed requests only. */
  readonly responseTimeUs: EncodedHistogram;
}

/** The measured part of a slot. `planned = completed + the sum of failed` once the slot has drained. */
export interface Tally {
  readonly planned: number;
  readonly sent: number;
  /** A whole response came, and its status was below 400. */
  readonly completed: number;
  readonly failed: Readonly<Record<FailureKind, number>>;
  /** The most frequent first, `MOST_CAUSES` codes at most. Absent from records of schema 1, as are the next four. */
  readonly causes?: readonly FailureCause[];
  /** In the order of the workload's requests, at most `MOST_REQUEST_TALLIES`: the last one then is of all the others. */
  readonly byRequest?: readonly RequestTally[];
  /** The most requests that were with the client at the same time: the sum over threads, and so an upper bound. */
  readonly mostInFlight?: number;
  readonly connectionFacts?: ConnectionFacts;
  /**
   * From the send until the client had a connection for the request, or had begun to open one: the queue in the client's own
   * pool. Recorded where the policy bounds its sockets; completed requests only, and no part of the service time.
   */
  readonly poolWaitUs?: EncodedHistogram;
  /** Completed requests for which no connection had to be opened. */
  readonly reused: number;
  readonly connections: ConnectionCounts;
  /** From the intended send to the end of the response; completed requests only. */
  readonly responseTimeUs: EncodedHistogram;
  /** From the actual send, and the wait in the client's own pool if there is one, to the end of the response; completed requests only. */
  readonly serviceTimeUs: EncodedHistogram;
  /** From the intended send until the request was released: the lateness of the generator itself. */
  readonly scheduleLagUs: EncodedHistogram;
  /** By the second of the intended send, from the start of the measured part. */
  readonly seconds: readonly SecondTally[];
}

export interface ConnectionCounts {
  /** TCP connections that were begun: what the kernel counts as ActiveOpens. */
  readonly attempted: number;
  readonly opened: number;
  readonly handshakesFull: number;
  readonly handshakesResumed: number;
  /** Calls of the lookup function, whether they ask a server or a cache. */
  readonly lookups: number;
  /** Answers that end a connection which their requests asked to keep; left out where none did, or the client cannot tell. */
  readonly closedByServer?: number;
}

export interface SecondTally {
  readonly requests: number;
  readonly connections: number;
  readonly lookups: number;
  /** Response time, two significant digits. */
  readonly responseTimeUs: EncodedHistogram;
}

/** Everything that was sent, lead-in and warm-up included; whole responses of any status count as completed. */
export interface Totals {
  readonly requestsSent: number;
  readonly requestsCompleted: number;
  readonly connectionsAttempted: number;
  readonly connectionsOpened: number;
  readonly handshakes: number;
}

export const NO_TOTALS: Totals = {
  requestsSent: 0,
  requestsCompleted: 0,
  connectionsAttempted: 0,
  connectionsOpened: 0,
  handshakes: 0,
};

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    requestsSent: a.requestsSent + b.requestsSent,
    requestsCompleted: a.requestsCompleted + b.requestsCompleted,
    connectionsAttempted: a.connectionsAttempted + b.connectionsAttempted,
    connectionsOpened: a.connectionsOpened + b.connectionsOpened,
    handshakes: a.handshakes + b.handshakes,
  };
}

/** Requests that were sent and got no whole answer: a server may have counted them or not. */
export function unanswered({ requestsSent, requestsCompleted }: Totals): number {
  return requestsSent - requestsCompleted;
}

/** Every failed request; records of schema 1 know no `limit`. */
export function failures(tally: Tally): number {
  return FAILURE_KINDS.reduce((sum, kind) => sum + (tally.failed[kind] ?? 0), 0);
}
