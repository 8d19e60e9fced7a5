import type { Limiter } from '../../../model/findings/rate-search.js';
import type { PreloadReport } from '../../../model/run/preload.js';
import type { SlotRecord } from '../../../model/run/run.js';
import { type ServiceRecord, waitedShare } from '../../../model/run/service-use.js';
import { failures } from '../../../model/run/tally.js';
import { poolBound } from '../../../model/workload/clients.js';
import { targetFacts } from '../../../model/workload/target-facts.js';
import { clientOf, connectionBound, type Workload } from '../../../model/workload/workload.js';
import { readHistogram } from '../../../tally/histogram.js';
import { downstreamsOf } from '../../service/call-sites.js';

/** What a trial left behind. */
export interface TrialRecord {
  readonly slot: SlotRecord;
  readonly service: ServiceRecord | null;
  /** Of the machine. */
  readonly cores: number;
  /** Of the trial: one policy, one rate. */
  readonly workload: Workload;
}

/** From such shares of it on, a resource is used up: a loop is read to a tenth of a second, CPU to hundredths, and a neighbour takes some of it. */
const LOOP_FULL = 0.92;
const CPU_FULL = 0.85;
/** One thread takes no more than a core, and its helpers a little. */
const ONE_CORE = 1.15;
/** So many of the requests of a call wait where its pool is used up. */
const POOL_WAITS = 0.1;

/** How busy each resource of what is measured was, the busiest first. */
export function resourcesOf(record: TrialRecord): Resource[] {
  return ownResources(record).toSorted((a, b) => b.share - a.share);
}

/**
 * What was used up: the loop before the CPU, which is of all threads, and both before a pool, in which requests wait where a
 * loop is full, and not the other way about. Null where nothing was.
 */
export function exhausted(record: TrialRecord): Limiter | null {
  const isFull = ({ share, limiter }: Resource) => share >= (limiter.kind === 'cpu' ? CPU_FULL : LOOP_FULL);
  const full = ownResources(record).find(isFull);
  return full?.limiter ?? (isOfService(record) ? poolOfService(record) : poolOfReplayer(record));
}

interface Resource {
  readonly share: number;
  readonly limiter: Limiter;
}

/** The loop first. */
function ownResources(record: TrialRecord): readonly Resource[] {
  return isOfService(record) ? ofService(record) : ofReplayer(record);
}

function isOfService({ workload: { target } }: TrialRecord): boolean {
  return targetFacts(target).measures === 'service';
}

/** Most of the failed requests, where more failed than may. */
export function errorsOf({ slot: { tally }, workload: { slo } }: TrialRecord): Limiter | null {
  const failed = failures(tally);
  if (failed <= slo.errors * tally.planned) return null;
  const [cause] = tally.causes ?? [];
  return {
    kind: 'errors',
    share: failed / tally.planned,
    code: cause?.code ?? 'failed',
    message: cause?.message ?? '',
  };
}

/** Whether it was us. A client in a loop is what is measured where the target is ours; then only the target can be in its way. */
export function generatorLimit({ slot, workload }: TrialRecord): Limiter | null {
  const { target, load } = workload;
  const tripped = new Set(slot.guards.map(({ name }) => name));
  const generator = (why: Extract<Limiter, { kind: 'generator' }>['why']): Limiter => ({ kind: 'generator', why });
  if (tripped.has('machine-limit')) return generator('machine');
  const isTheClient = targetFacts(target).measures === 'client' && targetFacts(target).ours;
  if (isTheClient) {
    const used = slot.target === null ? 0 : slot.target.cpuUs / 1000 / wholeMs(slot, workload);
    return used >= CPU_FULL ? generator('target') : null;
  }
  if (tripped.has('busy-generator')) return generator('busy');
  if (tripped.has('late-sends')) return generator('late-sends');
  return (slot.tally.mostInFlight ?? 0) >= connectionBound(load) ? generator('connections') : null;
}

function ofService({ slot, service, cores, workload }: TrialRecord) {
  if (slot.service === undefined) return [];
  const { cpu, loop } = slot.service;
  const used = (cpu.userUs + cpu.systemUs) / 1000 / wholeMs(slot, workload);
  // The replayer has a core of its own at most; a service of one thread has one as well.
  const most = Math.max(1, cores - slot.machine.replayer);
  const isOneThread = service === null || service.reports.length <= 1 ? used <= ONE_CORE : false;
  const share = isOneThread ? Math.min(1, used) : used / most;
  const ofCpu = { share, limiter: { kind: 'cpu', of: 'service', cores: used } as const };
  if (loop === undefined) return [ofCpu];
  // A loop that waits for a CPU has no time left either.
  const busy = loop.activeMs === 0 ? 0 : Math.min(1, loop.share / (1 - waitedShare(loop)));
  return [{ share: busy, limiter: { kind: 'event-loop', of: 'service', share: busy } as const }, ofCpu];
}

function ofReplayer({ slot }: TrialRecord) {
  const { loop, machine } = slot;
  return [
    { share: loop.utilisation, limiter: { kind: 'event-loop', of: 'replayer', share: loop.utilisation } as const },
    // Of as many cores as it has threads; its busiest loop says more.
    {
      share: Math.min(1, machine.replayer),
      limiter: { kind: 'cpu', of: 'replayer', cores: machine.replayer } as const,
    },
  ];
}

/** The pool in which most requests waited, by what the preload counted over the life of the service. */
function poolOfService({ service }: TrialRecord): Limiter | null {
  if (service === null) return null;
  const pools = [...downstreamsOf(service.reports)].map(([place, { requests, waited, longestQueue }]) => ({
    kind: 'pool' as const,
    to: service.names[place] ?? place,
    sockets: boundOf(service.reports, place),
    share: requests === 0 ? 0 : waited / requests,
    longestQueue,
  }));
  const [most] = pools.toSorted((a, b) => b.share - a.share);
  return most !== undefined && most.share >= POOL_WAITS ? most : null;
}

function boundOf(reports: readonly PreloadReport[], place: string): number | null {
  const queued = reports.flatMap(({ sites }) => sites).filter((site) => site.downstream === place && site.waited > 0);
  const bounds = queued.flatMap(({ maxSockets }) => maxSockets ?? []);
  return bounds.length === 0 ? null : Math.min(...bounds);
}

/** The policy's own pool; of a simulated target the places that it has. */
function poolOfReplayer({ slot, workload }: TrialRecord): Limiter | null {
  const { target, policies, load } = workload;
  const { mostInFlight = 0, planned, poolWaitUs } = slot.tally;
  const bound = poolBound(clientOf(workload, policies[0]!), policies[0]!, targetFacts(target).tls);
  const pool = { kind: 'pool', share: 1, longestQueue: null } as const;
  const { places } = targetFacts(target);
  if (places !== undefined && mostInFlight > places) return { ...pool, to: 'the simulated target', sockets: places };
  if (bound === null || mostInFlight <= bound * load.threads) return null;
  const waits = poolWaitUs === undefined ? null : readHistogram(poolWaitUs);
  // One that waited for a millisecond was in a queue.
  const share = waits === null || planned === 0 ? 0 : sharesAbove(waits, 1000);
  return share >= POOL_WAITS ? { ...pool, to: 'the target', sockets: bound, share } : null;
}

function sharesAbove({ quantileUs }: { quantileUs(share: number): number }, us: number): number {
  const below = Array.from({ length: 100 }, (_, percent) => percent / 100).filter((share) => quantileUs(share) <= us);
  return 1 - below.length / 100;
}

/** CPU is read over the whole slot. */
export function wholeMs(slot: SlotRecord, { design }: Workload): number {
  return slot.elapsedMs + design.leadInMs;
}
