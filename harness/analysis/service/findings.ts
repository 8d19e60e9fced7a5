import type { CallSite } from '../../model/findings/call-site.js';
import type { CallFindings, ServiceFindings } from '../../model/findings/service.js';
import type { CpuTime } from '../../model/run/cpu-time.js';
import type { DownstreamCounts, PreloadReport } from '../../model/run/preload.js';
import { type SlotRecord, spentIn } from '../../model/run/run.js';
import { loopUsOf, type ServiceRecord, type ServiceUse, waitedShare } from '../../model/run/service-use.js';
import type { Call } from '../../model/workload/service.js';
import { estimate } from '../statistics/estimate.js';
import { meanOf } from '../statistics/statistics.js';
import { callSitesOf, downstreamsOf } from './call-sites.js';
import { sumOf } from './outbound.js';

/** What a service did under one policy: counted in its valid slots, seen over its whole life. */
export function serviceFindings(
  slots: readonly SlotRecord[],
  records: readonly ServiceRecord[],
  calls: readonly Call[],
  peakPerSecond: number,
  /** Whether the policy was to end every connection after its answer. */
  isCold = false,
): ServiceFindings {
  const uses = slots.flatMap(({ service }) => service ?? []);
  const requests = uses.reduce((sum, use) => sum + use.requests, 0);
  const reports = records.flatMap(({ names, reports: own }) => named(names, own));
  const seen = downstreamsOf(reports);
  const unwatched = [...new Set(records.flatMap((record) => record.unwatched ?? []))];
  const isCall = (name: string) => calls.some((call) => call.name === name);
  const strangers = [...seen].filter(([name]) => !isCall(name));
  return {
    requests,
    userUsPerRequest: partPerRequest(slots, ({ userUs }) => userUs),
    systemUsPerRequest: partPerRequest(slots, ({ systemUs }) => systemUs),
    ...(uses.some(({ isSplit }) => isSplit === false) && { isSplit: false }),
    memoryBytes: mostOf(uses.map(({ memoryBytes }) => memoryBytes)),
    peakMemoryBytes: mostOf(uses.map(({ peakMemoryBytes = null }) => peakMemoryBytes)),
    loop: loopOf(reports, slots),
    calls: calls.map(({ name }) => callFindings(name, slots, records, seen.get(name), requests, peakPerSecond)),
    callSites: callSitesOf(reports, records[0]?.cwd ?? '/').map((site) => (isCold ? ofPolicy(site) : site)),
    others: strangers
      .filter(([, { attempted, requests, refused }]) => attempted > 0 || (requests > 0 && refused === 0))
      .map(([to, counts]) => ({ to, requests: counts.requests, connections: counts.opened })),
    refused: [...seen].filter(([, { refused }]) => refused > 0).map(([to, { refused: times }]) => ({ to, times })),
    ...(unwatched.length > 0 && { unwatched }),
    ...coarseOf(uses),
  };
}

/** The mean that the whole has, so that its parts add up to it: of invocations, each the mean of its slots. */
function partPerRequest(slots: readonly SlotRecord[], part: (cpu: CpuTime) => number): number {
  const values = slots.flatMap(({ invocation, service }) => {
    if (service === undefined || service.requests === 0 || service.cpu.userUs + service.cpu.systemUs === 0) return [];
    return [{ invocation, value: part(service.cpu) / service.requests }];
  });
  return estimate(values)?.mean ?? 0;
}

/** Null where nobody told. */
function mostOf(values: readonly (number | null)[]): number | null {
  const told = values.filter((value) => value !== null);
  return told.length === 0 ? null : Math.max(...told);
}

/** A reading before and one after are off by a step each at most. */
const MOST_GRAIN = 0.02;

/** Whether the CPU of a service that is started elsewhere moves in steps that are too large for its slots. */
function coarseOf(uses: readonly ServiceUse[]): Pick<ServiceFindings, 'coarse'> {
  const told = uses.filter(({ grainUs, requests }) => grainUs !== undefined && requests > 0);
  if (told.length === 0) return {};
  const spentUs = told.map(({ cpu }) => cpu.userUs + cpu.systemUs);
  const spentMs = spentUs.reduce((sum, us) => sum + us, 0) / told.length / 1000;
  const grainMs = Math.max(...told.map(({ grainUs = 0 }) => grainUs)) / 1000;
  const still = spentUs.filter((us) => us === 0).length;
  if (still === 0 && grainMs <= MOST_GRAIN * spentMs) return {};
  return { coarse: { grainMs, spentMs, still, slots: told.length } };
}

/** What opens a connection for no cause of its own does so for the policy, by whichever side that ends them. */
function ofPolicy(site: CallSite): CallSite {
  const { cause } = site;
  const isOwn = cause !== null && cause !== 'unknown' && cause !== 'closed-by-answer' && cause !== 'closed-by-server';
  return cause === null || isOwn ? site : { ...site, cause: 'closed-by-policy' };
}

function callFindings(
  name: string,
  slots: readonly SlotRecord[],
  records: readonly ServiceRecord[],
  seen: DownstreamCounts | undefined,
  inbound: number,
  peakPerSecond: number,
): CallFindings {
  const { connections, requests, dnsQueries, ...handshakes } = sumOf(
    slots.flatMap(({ service }) => service?.calls[name] ?? []),
  );
  const accepted = sumOf(records.flatMap(({ calls }) => calls[name] ?? [])).connections;
  const isWatched = records.some(({ reports }) => reports.length > 0);
  return {
    name,
    requests,
    connections,
    ...handshakes,
    perInbound: inbound === 0 ? 0 : requests / inbound,
    perRequest: requests === 0 ? 0 : connections / requests,
    newPerSecondAtPeak: inbound === 0 ? 0 : (connections / inbound) * peakPerSecond,
    lookupsPerRequest: seen === undefined || seen.requests === 0 ? null : seen.lookups / seen.requests,
    ...(dnsQueries !== undefined && requests > 0 && { queriesPerRequest: dnsQueries / requests }),
    isSeenAlike: isWatched ? (seen?.opened ?? 0) === accepted : null,
  };
}

/** What the preload saw, with the names of the workload's calls in place of the ports of their stand-ins. */
export function seenBy(names: ServiceRecord['names'], own: readonly PreloadReport[]) {
  const reports = named(names, own);
  return { reports, downstreams: downstreamsOf(reports) };
}

function named(names: ServiceRecord['names'], reports: readonly PreloadReport[]): PreloadReport[] {
  const nameOf = (place: string) => names[place] ?? place;
  return reports.map((report) => ({
    ...report,
    downstreams: renamed(report.downstreams, nameOf),
    sites: report.sites.map((site) => ({ ...site, downstream: nameOf(site.downstream) })),
  }));
}

/** One call may have several places: its name, its address, and the origin that is led to it. */
function renamed(counts: PreloadReport['downstreams'], nameOf: (place: string) => string) {
  const single = Object.entries(counts).map(([place, one]) => ({ downstreams: { [nameOf(place)]: one } }));
  return Object.fromEntries(downstreamsOf(single));
}

/** In the slots where they were looked at, which older records have over the whole life alone. */
function loopOf(reports: readonly PreloadReport[], slots: readonly SlotRecord[]): ServiceFindings['loop'] {
  if (reports.length === 0) return null;
  const shares = reports.map(({ loop: { activeMs, idleMs } }) => activeMs / Math.max(1, activeMs + idleMs));
  const inSlots = slots.flatMap(({ service }) => service?.loop?.share ?? []);
  const perRequest = slots.flatMap(({ service }) => (service === undefined ? null : loopUsOf(service)) ?? []);
  const loops = slots.flatMap(({ service }) => service?.loop ?? []);
  const waited = loops.length === 0 ? 0 : meanOf(loops.map(waitedShare));
  return {
    utilisation: inSlots.length > 0 ? meanOf(inSlots) : Math.max(...shares),
    delayP99Ms: Math.max(...reports.map(({ loop }) => loop.delayP99Ms)),
    ...(perRequest.length > 0 && { usPerRequest: meanOf(perRequest) }),
    ...(waited > 0 && { waited }),
  };
}

/** CPU microseconds and requests over slots: of a service where one is measured, else of the client. */
export function spentOver(slots: readonly SlotRecord[]) {
  const all = slots.map(spentIn);
  return {
    cpuUs: all.reduce((sum, { cpuUs }) => sum + cpuUs, 0),
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
  };
}
