import type { Endpoint, Simulation } from '../harness/model/protocol/slot.js';
import type { ConnectionEnd } from '../harness/model/run/connection-facts.js';
import type { FeedRows, Policy, RequestTemplate } from '../harness/model/workload/workload.js';
import type { Hint } from './clients/observe/keep-alive-hint.js';
import type { Clock } from './clock.js';
import type { ConnectionEvent, Ending, Exchange } from './exchange.js';
import type { Lookup } from './lookup/lookup.js';

/** An HTTP client library under one policy; opened for one slot of one thread, and closed with it. */
export interface Client {
  /** Starts the exchange; `observer.ended` is called exactly once for it, unless it is cancelled. */
  send(exchange: Exchange): void;
  /** Gives up on a sent exchange; its connection is not used again. */
  cancel(exchange: Exchange): void;
  /** Closes every connection. */
  close(): void;
  /** The CPU that a client without sockets pretends to have used in the measured part. */
  modelledCpuUs?(): number;
}

export interface ClientObserver {
  /** `exchange` is the request that the connection was opened for. */
  connection(exchange: Exchange, event: ConnectionEvent): void;
  ended(exchange: Exchange, ending: Ending): void;
  readonly evidence: ConnectionEvidence;
}

/** What tells why connections were opened again; what a client cannot see, it does not say. */
export interface ConnectionEvidence {
  /** A connection that had been open ended, after it had carried so many requests. */
  ended(end: ConnectionEnd, requests: number): void;
  /** The first answer on a connection: its version, empty where that is not known, and its header `Keep-Alive`. */
  firstAnswer(httpVersion: string, hint: Hint | null): void;
  /** An answer with a status below 200. */
  interim(): void;
  /** A connection was opened, or given up, after so many addresses were tried. */
  attempts(count: number): void;
}

export interface ClientOptions {
  readonly endpoint: Endpoint;
  readonly policy: Policy;
  readonly requests: readonly RequestTemplate[];
  readonly feed?: FeedRows;
  readonly observer: ClientObserver;
  readonly clock: Clock;
  readonly simulation: Simulation | null;
  /** How names become addresses; null is the system's way. */
  readonly lookup: Lookup;
}

export type OpenClient = (options: ClientOptions) => Client;
