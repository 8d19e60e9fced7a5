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
  /** How many others were with the client when it was given to it. */
  others: number;
  /** How long it waited in the client's own pool until it had a connection, or one was begun for it; null where none can wait. */
  queuedMs: number | null;
  /** Whether a connection had to be opened for it. */
  connected: boolean;
  settled: boolean;
  /** Whether a whole response came, of any status. */
  answered: boolean;
}

/** How a request ended: a whole response with a good status, or a failure, with or without a whole response. */
export type Ending = { readonly kind: 'completed'; readonly status: number } | FailedEnding;

export interface FailedEnding extends Failure {
  readonly kind: 'failed';
  /** Of the whole response that came all the same, or null. */
  readonly status: number | null;
}

/** Why a request failed, as the client tells it. */
export interface Failure {
  readonly failure: FailureKind;
  /** Node's or OpenSSL's code, `HTTP 401` of a status, or a word of ours in capitals. */
  readonly code: string;
  /** What was said, uncut. */
  readonly message: string;
}

/** What ends a connection for a failure of ours, and is told by its library as that. */
export function errorOf({ code, message }: Failure): Error {
  return Object.assign(new Error(message), { code });
}

export function failed(failure: Failure): Ending {
  return { kind: 'failed', status: null, ...failure };
}

/** What a client says whose library does not tell statuses, or that has none. */
export const COMPLETED: Ending = { kind: 'completed', status: 200 };

// Made once for each status, so that a completed request allocates nothing for its ending.
const BY_STATUS: Ending[] = [];

/** A status of 400 or more is a failure with an answer, whose body may say why; one that is none is no answer of HTTP. */
export function endingOf(status: number, body = ''): Ending {
  if (status < 200) return failed(status === 101 ? UNASKED_SWITCH : NO_STATUS);
  if (status < 400) {
    BY_STATUS[status] ??= { kind: 'completed', status };
    return BY_STATUS[status];
  }
  return { kind: 'failed', status, failure: 'status', code: `HTTP ${status}`, message: body };
}

/** A whole answer came, and behind it in the same breath what belongs to no request: the next one would read it as its answer. */
export function withUnaskedBytes(status: number): Ending {
  return { kind: 'failed', status, ...UNASKED_BYTES };
}

export const UNASKED_BYTES: Failure = {
  failure: 'protocol',
  code: 'UNASKED_BYTES',
  message: 'bytes came that belong to no request',
};

/** No client asks for another protocol. */
export const UNASKED_SWITCH: Failure = {
  failure: 'protocol',
  code: 'UNASKED_SWITCH',
  message: 'the server switched protocols (HTTP 101), which nobody had asked for',
};

export const NO_STATUS: Failure = {
  failure: 'protocol',
  code: 'NO_STATUS',
  message: 'the answer has a status below 100, which HTTP does not know',
};

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
