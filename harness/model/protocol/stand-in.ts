import type { Pins } from '../place.js';
import type { CallUse } from '../run/service-use.js';
import type { Call, RequestTemplate } from '../workload/workload.js';
import type { Endpoint } from './replayer.js';
import type { Certificate } from './server.js';

/** What the process of the stand-ins is asked. */
export type StandInCall =
  /** One certificate for each call, null for those over plain http. */
  | { readonly kind: 'listen'; readonly spec: StandInSpec; readonly certificates: readonly (Certificate | null)[] }
  /** Answered with what the stand-ins of an arm counted so far, by the names of the calls. */
  | { readonly kind: 'read'; readonly arm: number }
  /** From now on every answer of an arm ends its connection, or none does, and idle ones are ended; answered with what was counted. */
  | { readonly kind: 'close'; readonly arm: number; readonly closes: boolean }
  /** Reads a page of metrics; answered with a `Page`. */
  | { readonly kind: 'page'; readonly url: string; readonly addresses?: readonly string[] }
  /** Sends one request to the service; answered with a `SentOnce`. */
  | { readonly kind: 'send'; readonly endpoint: Endpoint; readonly request: RequestTemplate };

export interface StandInSpec {
  readonly calls: readonly Call[];
  /** One for each arm: whether every answer ends its connection, from the start. */
  readonly closes: readonly boolean[];
  /** Of the latencies that are drawn. */
  readonly seed: number;
  /** Of the servers that calls are passed on to. */
  readonly pins?: Pins;
}

export interface StandInsListening {
  /** By arm, then in the order of the calls. */
  readonly ports: readonly (readonly number[])[];
  /** As the ports are: addresses of DNS servers, null for calls without one. */
  readonly nameServers: readonly (readonly (string | null)[])[];
  /** PEM of every certificate that a client has to trust; empty where none speaks TLS. */
  readonly ca: string;
}

/** The status of an answer, or why there was none. */
export interface SentOnce {
  readonly status: string;
}

export type StandInReading = Readonly<Record<string, CallUse>>;

/** An answer, or why there was none. */
export type Page = { readonly status: number; readonly text: string } | { readonly error: string };
export type AskPage = (url: string) => Promise<Page>;
