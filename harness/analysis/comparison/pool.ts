import type { SlotRecord } from '../../model/run/run.js';
import { traitsOf } from '../../model/workload/clients.js';
import { meant } from '../../model/workload/settings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { clientOf, type Policy, type Target, type Workload } from '../../model/workload/workload.js';
import { readHistogram } from '../../tally/histogram.js';

/** What a pool keeps, as far as its settings tell; null is no bound. */
export interface Pool {
  /** An idle connection is kept for so long at least. */
  readonly idleMs: number;
  readonly mostFree: number | null;
  readonly mostConnections: number | null;
  /** Whether a connection may be held a moment longer than its request, so that two go with each request in flight. */
  readonly freesLate: boolean;
}

/** How long a server keeps idle connections of which nobody knows, at least, and what clients do by default. */
const UNKNOWN_IDLE_MS = 1000;
const USUAL_IDLE_MS = 4000;

/** What clients take off the time that a server announces, so as not to send on a connection that is being closed. */
const BUFFER_MS = 1000;

/** A shorter life than this is no reuse. */
const SHORTEST_IDLE_MS = 100;

/** `announcedMs` is what the server's `Keep-Alive` header said; null where it was not heard. */
export function poolOf(workload: Workload, policy: Policy, announcedMs: number | null): Pool {
  const { target, load } = workload;
  const server = announcedMs === null ? serverIdleMs(target) : announcedMs - BUFFER_MS;
  const limits = [meant(policy, 'idle'), meant(policy, 'life'), server, USUAL_IDLE_MS];
  const inAll = (perThread: number | null) => (perThread === null ? null : perThread * load.threads);
  return {
    idleMs: Math.max(SHORTEST_IDLE_MS, Math.min(...limits.filter((limit) => limit !== null))),
    mostFree: inAll(meant(policy, 'idle-bound')),
    mostConnections: inAll(meant(policy, 'bound')),
    freesLate: traitsOf(clientOf(workload, policy)).freesLate === true,
  };
}

/** Null where nothing expires. */
function serverIdleMs(target: Target): number | null {
  const { clock, announcedIdleS, idleCloseMs } = targetFacts(target);
  if (clock === 'virtual') return null;
  return announcedIdleS === null ? (idleCloseMs ?? UNKNOWN_IDLE_MS) : announcedIdleS * 1000 - BUFFER_MS;
}

/** The most connections that a pool which loses no reuse opens in a slot, whatever the target's latency and its stalls. */
export interface Needed {
  /** While no idle connection expires: one is opened only while all others are busy, so never more than requests in flight. */
  readonly once: number;
  /** The same in each span of time in which none can expire, so often as one goes into the slot. */
  readonly inAll: number;
}

/**
 * Beside what overlaps there is one for every connection that broke under its request, and where the pool keeps fewer free
 * than were in flight, what it throws away: of a random walk between none and `mostFree`, one request in `mostFree + 1`
 * finds none. `kept` is what the base run's pool kept, `held` what the slot's own may hold.
 */
export function neededAtMost(slot: SlotRecord, load: Workload['load'], kept: Pool, held: Pool): Needed {
  const { sent, failed } = slot.tally;
  const most = inFlightAtMost(slot, load) * (held.freesLate ? 2 : 1);
  const inFlight = Math.min(most, held.mostConnections ?? Number.POSITIVE_INFINITY);
  const windows = Math.max(1, Math.ceil(slot.elapsedMs / kept.idleMs));
  const thrown = kept.mostFree !== null && kept.mostFree < inFlight ? sent / (kept.mostFree + 1) : 0;
  const broken = failed.timeout + failed.reset + failed.protocol + failed.connect + failed.tls;
  return { once: inFlight + thrown + broken, inAll: windows * inFlight + thrown + broken };
}

/** Counted, or for records from before it was: what a loop allows, and in an open one the arrivals of the slowest answer's time. */
export function inFlightAtMost(slot: SlotRecord, load: Workload['load']): number {
  const { mostInFlight, serviceTimeUs, failed, sent } = slot.tally;
  if (mostInFlight !== undefined) return mostInFlight;
  if (load.kind === 'closed') return load.concurrency;
  const { stages, connections } = load;
  const slowest = readHistogram(serviceTimeUs)?.quantileUs(1);
  if (slowest === undefined || failed.timeout > 0) return Math.min(sent, connections);
  const perSecond = Math.max(...stages.flatMap((stage) => [stage.fromPerSecond, stage.toPerSecond]));
  const expected = (perSecond * slowest) / 1e6;
  return Math.min(sent, connections, Math.ceil(1 + expected + 3 * Math.sqrt(expected)));
}
