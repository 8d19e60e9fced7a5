import type { SlotRecord } from '../../model/run/run.js';
import type { CallUse, ServiceRecord } from '../../model/run/service-use.js';
import type { Tally } from '../../model/run/tally.js';

/** What is counted of connections, and for how many requests. */
export interface Counted {
  readonly requestsSent: number;
  readonly opened: number;
  readonly reused: number;
  readonly handshakesFull: number;
  readonly handshakesResumed: number;
  /** Of a service no whole number: those of a slot add up to those of all, and are rounded where they are shown. */
  readonly lookups: number;
}

const NONE: CallUse = { connections: 0, requests: 0, handshakesFull: 0, handshakesResumed: 0 };

/**
 * The connections that a question is about: those of the client, or those of a service that is measured itself to what it
 * calls. Of one that calls nothing, they are those to it.
 */
export function countedOf(slots: readonly SlotRecord[], tally: Tally, records: readonly ServiceRecord[] = []): Counted {
  const uses = slots.flatMap(({ service }) => service ?? []);
  const calls = uses.flatMap((use) => Object.values(use.calls));
  if (calls.length === 0) {
    const { opened, handshakesFull, handshakesResumed, lookups } = tally.connections;
    return { requestsSent: tally.sent, opened, reused: tally.reused, handshakesFull, handshakesResumed, lookups };
  }
  const counted = countedOfUses(calls);
  return {
    ...counted,
    requestsSent: uses.reduce((total, { requests }) => total + requests, 0),
    lookups: lookupsOf(uses, records),
  };
}

/** Those of calls alone, for each request to them; their lookups are not known. */
export function countedOfUses(uses: readonly CallUse[]): Counted {
  const { requests, connections, handshakesFull, handshakesResumed } = sumOf(uses);
  const reused = Math.max(0, requests - connections);
  return { requestsSent: requests, opened: connections, reused, handshakesFull, handshakesResumed, lookups: 0 };
}

/** What several stand-ins, or the same in several slots, counted. */
export function sumOf(uses: readonly CallUse[]): CallUse {
  return uses.reduce(
    (a, b) => ({
      connections: a.connections + b.connections,
      requests: a.requests + b.requests,
      handshakesFull: a.handshakesFull + b.handshakesFull,
      handshakesResumed: a.handshakesResumed + b.handshakesResumed,
      ...queriesOf([a, b]),
    }),
    NONE,
  );
}

function queriesOf(uses: readonly CallUse[]): Pick<CallUse, 'dnsQueries'> {
  const counted = uses.flatMap(({ dnsQueries }) => dnsQueries ?? []);
  return counted.length === 0 ? {} : { dnsQueries: counted.reduce((sum, one) => sum + one, 0) };
}

/**
 * For each connection of a call as many as the preload saw there over the whole life of the service; none without one. What
 * the service calls beside its calls looks up names of its own, or none.
 */
function lookupsOf(uses: readonly Pick<ServiceRecord, 'calls'>[], records: readonly ServiceRecord[]): number {
  const seen = records.flatMap(({ names, reports }) =>
    reports.flatMap(({ downstreams }) =>
      Object.entries(downstreams).map(([place, counts]) => ({ ...counts, name: names[place] ?? place })),
    ),
  );
  return Object.entries(connectionsOf(uses)).reduce((total, [name, connections]) => {
    const own = seen.filter((counts) => counts.name === name);
    const attempted = own.reduce((sum, counts) => sum + counts.attempted, 0);
    const lookups = own.reduce((sum, counts) => sum + counts.lookups, 0);
    return attempted === 0 ? total : total + (connections * lookups) / attempted;
  }, 0);
}

function connectionsOf(uses: readonly Pick<ServiceRecord, 'calls'>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, { connections }] of uses.flatMap(({ calls }) => Object.entries(calls))) {
    sums[name] = (sums[name] ?? 0) + connections;
  }
  return sums;
}
