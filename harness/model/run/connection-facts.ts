import type { EncodedHistogram } from './encoded-histogram.js';

/**
 * What clients saw of their connections over a whole slot, lead-in included: evidence for why requests were not reused or
 * lost. Of a size that does not grow with the number of connections; a client that cannot tell something leaves it at zero.
 */
export interface ConnectionFacts {
  /** Connections that ended before the slot did, by who ended them; those that the end of the slot cut are in none. */
  readonly ended: Readonly<Record<ConnectionEnd, number>>;
  /** How many requests each of the connections in `ended` had carried; exact below 256. Those that carried none are in `unused`. */
  readonly requestsPerConnection: EncodedHistogram;
  /** Connections in `ended` that never carried a request. */
  readonly unused: number;
  /** Connections by the version of their first answer: `1.0`, `1.1`, `2`. */
  readonly httpVersions: Readonly<Record<string, number>>;
  /** The server's `Keep-Alive` header on the first answers of connections. */
  readonly hint: KeepAliveHint;
  /** Answers with a status below 200, which are no answers. */
  readonly interim: number;
  /** Connections for which more than one address was tried, and the most tries for one. */
  readonly retried: number;
  readonly mostAttempts: number;
}

/**
 * - `client-idle`: the client closed it because it was idle for as long as the client allows
 * - `client-after-answer`: the client closed it although it was not idle for long: after an answer, or a bound of its own
 * - `client-gave-up`: the client closed it with a request under way, because that was not answered in time
 * - `server-told`: an answer said that it is the last: `Connection: close`, HTTP/1.0, or a body that ends with the connection
 * - `server`: the server closed it, and no answer had said so
 * - `reset`: the server reset it
 * - `error`: anything else that the client met on it
 */
export const CONNECTION_ENDS = [
  'client-idle',
  'client-after-answer',
  'client-gave-up',
  'server-told',
  'server',
  'reset',
  'error',
] as const;
export type ConnectionEnd = (typeof CONNECTION_ENDS)[number];

export interface KeepAliveHint {
  /** Connections whose first answer had the header. */
  readonly connections: number;
  /** The shortest and the longest `timeout`, seconds; null where none was said. */
  readonly timeoutS: Range | null;
  /** The lowest and the highest `max`, requests; null where none was said. */
  readonly max: Range | null;
  /** Connections whose header had something before its `timeout`, which Node's Agent then does not see. */
  readonly timeoutNotFirst: number;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}
