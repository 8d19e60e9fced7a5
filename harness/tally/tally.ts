import {
  type ConnectionCounts,
  FAILURE_KINDS,
  type FailureKind,
  type SecondTally,
  type Tally,
} from '../model/run/tally.js';
import { mergeCauses } from './causes.js';
import { mergeFacts } from './connection-facts.js';
import { mergeHistograms } from './histogram.js';
import { mergeRequests } from './requests.js';

export const NO_CONNECTIONS: ConnectionCounts = {
  attempted: 0,
  opened: 0,
  handshakesFull: 0,
  handshakesResumed: 0,
  lookups: 0,
};

export const EMPTY_TALLY: Tally = {
  planned: 0,
  sent: 0,
  completed: 0,
  failed: failureCounts(() => 0),
  reused: 0,
  connections: NO_CONNECTIONS,
  responseTimeUs: '',
  serviceTimeUs: '',
  scheduleLagUs: '',
  seconds: [],
};

export function failureCounts(countOf: (kind: FailureKind) => number): Record<FailureKind, number> {
  return Object.fromEntries(FAILURE_KINDS.map((kind) => [kind, countOf(kind)])) as Record<FailureKind, number>;
}

/** None is left out: not every client can tell. */
export function closes(closedByServer: number): Pick<ConnectionCounts, 'closedByServer'> {
  return closedByServer === 0 ? {} : { closedByServer };
}

/** The tally of a slot from those of its shards, which run at the same time. */
export function mergeShards(tallies: readonly Tally[]): Tally {
  const inFlight = tallies.flatMap((tally) => tally.mostInFlight ?? []);
  const sum = inFlight.reduce((total, most) => total + most, 0);
  return { ...mergeTallies(tallies), ...(inFlight.length > 0 && { mostInFlight: sum }) };
}

/** The tally of several slots of one policy, which follow each other. */
export function mergeTallies(tallies: readonly Tally[]): Tally {
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  const merged = (pick: (tally: Tally) => string) => mergeHistograms(tallies.map(pick));
  return {
    planned: sum((tally) => tally.planned),
    sent: sum((tally) => tally.sent),
    completed: sum((tally) => tally.completed),
    failed: failureCounts((kind) => sum((tally) => tally.failed[kind] ?? 0)),
    ...mergeEvidence(tallies),
    reused: sum((tally) => tally.reused),
    connections: {
      attempted: sum((tally) => tally.connections.attempted),
      opened: sum((tally) => tally.connections.opened),
      handshakesFull: sum((tally) => tally.connections.handshakesFull),
      handshakesResumed: sum((tally) => tally.connections.handshakesResumed),
      lookups: sum((tally) => tally.connections.lookups),
      ...closes(sum((tally) => tally.connections.closedByServer ?? 0)),
    },
    responseTimeUs: merged((tally) => tally.responseTimeUs),
    serviceTimeUs: merged((tally) => tally.serviceTimeUs),
    scheduleLagUs: merged((tally) => tally.scheduleLagUs),
    seconds: mergeSeconds(tallies.map((tally) => tally.seconds)),
  };
}

type Evidence = Pick<Tally, 'causes' | 'byRequest' | 'mostInFlight' | 'connectionFacts' | 'poolWaitUs'>;

/** What records of schema 1 do not have; of tallies some of which have it, the sum of those. */
function mergeEvidence(tallies: readonly Tally[]): Evidence {
  const causes = tallies.flatMap((tally) => (tally.causes === undefined ? [] : [tally.causes]));
  const requests = tallies.flatMap((tally) => (tally.byRequest === undefined ? [] : [tally.byRequest]));
  const inFlight = tallies.flatMap((tally) => tally.mostInFlight ?? []);
  const facts = tallies.flatMap((tally) => tally.connectionFacts ?? []);
  const waits = tallies.flatMap((tally) => tally.poolWaitUs ?? []);
  return {
    ...(causes.length > 0 && { causes: mergeCauses(causes) }),
    ...(requests.length > 0 && { byRequest: mergeRequests(requests) }),
    ...(inFlight.length > 0 && { mostInFlight: Math.max(...inFlight) }),
    ...(facts.length > 0 && { connectionFacts: mergeFacts(facts) }),
    ...(waits.length > 0 && { poolWaitUs: mergeHistograms(waits) }),
  };
}

function mergeSeconds(series: readonly (readonly SecondTally[])[]): SecondTally[] {
  const length = Math.max(0, ...series.map((seconds) => seconds.length));
  return Array.from({ length }, (_, index) => {
    const column = series.flatMap((seconds) => seconds[index] ?? []);
    return {
      requests: column.reduce((total, second) => total + second.requests, 0),
      connections: column.reduce((total, second) => total + second.connections, 0),
      lookups: column.reduce((total, second) => total + second.lookups, 0),
      responseTimeUs: mergeHistograms(column.map((second) => second.responseTimeUs)),
    };
  });
}
