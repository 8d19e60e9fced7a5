import {
  CONNECTION_ENDS,
  type ConnectionFacts,
  type KeepAliveHint,
  type Range,
} from '../../model/run/connection-facts.js';
import type { EventSeconds, WitnessSeconds } from '../../model/run/series.js';
import {
  type ConnectionCounts,
  type EncodedHistogram,
  FAILURE_KINDS,
  type FailureCause,
  type RequestTally,
  type SecondTally,
  type Tally,
  type Totals,
} from '../../model/run/tally.js';
import { isMergeable, readHistogram } from '../../tally/histogram.js';
import { byName, eachOf, list, nullable, number, oneOf, optional, type Shape, text, tree, whole } from './shape.js';

/** How often something happened. */
export const count = whole(0);

/** Decoding is what tells; nothing is kept of it. One of other buckets could be read, and not added to others. */
const histogram: Shape<EncodedHistogram> = (value) => {
  const fault = text(value);
  if (fault !== null) return fault;
  try {
    // First, because it is bounded: the library unpacks whatever it is given, and makes as many buckets as a header says.
    if (!isMergeable(value as EncodedHistogram)) return { what: 'a histogram of other buckets', path: '' };
    readHistogram(value as EncodedHistogram);
    return null;
  } catch {
    return { what: 'no histogram that can be read', path: '' };
  }
};

/** Why requests failed. */
export const cause = tree<FailureCause>({
  kind: oneOf(...FAILURE_KINDS),
  code: text,
  count,
  message: text,
  request: count,
});

const requestTally = tree<RequestTally>({
  planned: count,
  completed: count,
  failed: count,
  reused: count,
  opened: count,
  statuses: byName(count),
  responseTimeUs: histogram,
});

const connections = tree<ConnectionCounts>({
  attempted: count,
  opened: count,
  handshakesFull: count,
  handshakesResumed: count,
  lookups: count,
  closedByServer: optional(count),
});

const range = tree<Range>({ low: number(0), high: number(0) });

const hint = tree<KeepAliveHint>({
  connections: count,
  timeoutS: nullable(range),
  max: nullable(range),
  timeoutNotFirst: count,
});

const connectionFacts = tree<ConnectionFacts>({
  ended: eachOf(CONNECTION_ENDS, count),
  requestsPerConnection: histogram,
  unused: count,
  httpVersions: byName(count),
  hint,
  interim: count,
  retried: count,
  mostAttempts: count,
});

const second = tree<SecondTally>({ requests: count, connections: count, lookups: count, responseTimeUs: histogram });

export const tally = tree<Tally>({
  planned: count,
  sent: count,
  completed: count,
  failed: eachOf(FAILURE_KINDS, count),
  causes: optional(list(cause)),
  byRequest: optional(list(requestTally)),
  mostInFlight: optional(count),
  connectionFacts: optional(connectionFacts),
  poolWaitUs: optional(histogram),
  reused: count,
  connections,
  responseTimeUs: histogram,
  serviceTimeUs: histogram,
  scheduleLagUs: histogram,
  seconds: list(second),
});

export const totals = tree<Totals>({
  requestsSent: count,
  requestsCompleted: count,
  connectionsAttempted: count,
  connectionsOpened: count,
  handshakes: count,
});

const events = tree<EventSeconds>({ leadIn: count, measured: list(count) });

export const witnessSeconds = tree<WitnessSeconds>({ accepts: nullable(events), dnsQueries: nullable(events) });
