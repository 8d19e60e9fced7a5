import path from 'node:path';
import type { CallSite, LossCause } from '../../model/findings/call-site.js';
import type { DownstreamCounts, PreloadReport, SiteCounts } from '../../model/run/preload.js';
import { libraryOf, packageThrough } from './library.js';

/** Up to this many connections per request, a site reuses; a pool opens some while it fills. */
const REUSES_BELOW = 0.2;
/** The first connections of a pool are no loss: as many as a site may open without a cause being looked for. */
const FILLING = 2;

/** Every call site, those that open most first. */
export function callSitesOf(reports: readonly PreloadReport[], cwd: string): CallSite[] {
  const downstreams = downstreamsOf(reports);
  const sites = new Map<string, SiteCounts & Pick<CallSite, 'place' | 'caller'>>();
  for (const site of reports.flatMap((report) => report.sites)) {
    const place = placeOf(site.stack, cwd);
    const caller = ownPlacesOf(withoutExecutors(site.stack), cwd).find((one) => one !== place) ?? null;
    const key = `${place} ${caller} ${site.downstream} ${site.via}`;
    const known = sites.get(key);
    sites.set(key, { ...(known === undefined ? site : addSites(known, site)), place, caller });
  }
  return [...sites.values()]
    .map((site) => ({
      place: site.place,
      caller: site.caller,
      agentPlace: site.madeAt === null ? null : (ownPlacesOf(site.madeAt, cwd)[0] ?? null),
      downstream: site.downstream,
      via: site.via,
      library: libraryOf(site),
      ...packageThrough(site.stack),
      requests: site.requests,
      opened: site.opened,
      perRequest: site.requests === 0 ? 0 : site.opened / site.requests,
      cause: causeOf(site, downstreams.get(site.downstream)),
    }))
    .sort((a, b) => b.opened - a.opened || b.requests - a.requests);
}

/** Per `host:port`, over all processes and threads. */
export function downstreamsOf(reports: readonly Pick<PreloadReport, 'downstreams'>[]): Map<string, DownstreamCounts> {
  const sums = new Map<string, DownstreamCounts>();
  for (const [key, counts] of reports.flatMap((report) => Object.entries(report.downstreams))) {
    const known = sums.get(key);
    sums.set(key, known === undefined ? counts : addDownstreams(known, counts));
  }
  return sums;
}

function addDownstreams(a: DownstreamCounts, b: DownstreamCounts): DownstreamCounts {
  const names = Object.keys(a) as (keyof DownstreamCounts)[];
  const sum = Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as DownstreamCounts;
  return { ...sum, longestQueue: Math.max(a.longestQueue, b.longestQueue) };
}

function addSites(a: SiteCounts, b: SiteCounts): SiteCounts {
  return {
    ...b,
    madeAt: b.madeAt ?? a.madeAt,
    keepAlive: a.keepAlive === false ? false : b.keepAlive,
    requests: a.requests + b.requests,
    opened: a.opened + b.opened,
    // Workers of a cluster number theirs alike.
    agents: a.agent !== undefined && a.agent === b.agent ? alike(a.agents, b.agents) : a.agents + b.agents,
    pools: alike(a.pools, b.pools),
    oneTimeAgent: a.oneTimeAgent + b.oneTimeAgent,
    closedByAnswer: a.closedByAnswer + b.closedByAnswer,
    answered: a.answered + b.answered,
    read: a.read + b.read,
    errors: a.errors + b.errors,
    waited: a.waited + b.waited,
  };
}

/** Of two stacks or processes that have one in common. */
function alike(a: number, b: number): number {
  return Math.max(a, b, a + b - 1);
}

/** A connection that its server closed under a request is the server's doing, and no fault of the request. */
function resetsOf({ errors }: Pick<SiteCounts, 'errors'>, downstream: DownstreamCounts | undefined): number {
  return Math.min(errors, downstream?.resetOnReuse ?? 0);
}

/** A cause is named only where it can account for at least half of the connections. */
function causeOf(site: SiteCounts, downstream: DownstreamCounts | undefined): LossCause | null {
  const { opened, requests } = site;
  if (opened <= FILLING || opened < REUSES_BELOW * requests) return null;
  const accounts = (count: number) => count >= opened / 2;
  const resets = resetsOf(site, downstream);
  if (accounts(site.errors - resets)) return 'errors';
  const fresh = madeForEach(site, accounts);
  if (fresh !== null) return fresh;
  if (site.keepAlive === false) return site.via === 'http' ? 'agent-without-keep-alive' : 'pipelining-0';
  if (site.pools > FILLING && accounts(site.pools)) return 'separate-pools';
  if (accounts(site.closedByAnswer)) return 'closed-by-answer';
  if (accounts(resets)) return 'closed-by-server';
  if (accounts(site.answered - site.read)) return 'body-not-read';
  return downstream === undefined ? 'unknown' : whoEnded(downstream);
}

/** Where an Agent or a dispatcher is made for each request. */
function madeForEach(
  { agents, oneTimeAgent, via, stack }: SiteCounts,
  accounts: (count: number) => boolean,
): LossCause | null {
  if (accounts(oneTimeAgent)) return 'one-time-agent';
  if (agents <= FILLING || !accounts(agents)) return null;
  if (via === 'http') return 'agent-per-request';
  return isCalledDirectly(stack) ? 'dispatcher-per-request' : null;
}

/** Through no Agent of undici: one of those makes its pools anew when their last connection has ended. */
function isCalledDirectly(stack: string): boolean {
  const frames = stack.split('\n').filter((frame) => /[/\\]node_modules[/\\]undici[/\\]/.test(frame));
  return frames.length > 0 && !frames.some((frame) => /agent\.js:\d/.test(frame));
}

/** Where the line itself is as it should be, its connections were ended between requests. */
function whoEnded({ opened, endedByServer, endedByClient }: DownstreamCounts): LossCause {
  if (endedByServer > 0 && endedByServer >= opened / 2) return 'closed-by-server';
  return endedByClient > 0 && endedByClient >= opened / 2 ? 'idle-given-up' : 'unknown';
}

interface Frame {
  readonly file: string;
  readonly line: string;
}

/** The innermost frame of the service's own code, or else of the library that was called. */
export function placeOf(stack: string, cwd: string): string {
  return ownPlacesOf(stack, cwd)[0] ?? libraryPlaceOf(stack, cwd) ?? 'unknown place';
}

function ownPlacesOf(stack: string, cwd: string): string[] {
  const own = framesOf(stack).filter(({ file }) => !file.includes('/node_modules/'));
  return own.map((frame) => written(frame, cwd));
}

/** The frame below `new Promise` is that of the function around it, which is no caller of what is within. */
function withoutExecutors(stack: string): string {
  return stack.replaceAll(/^ *at new Promise \(<anonymous>\)\n.*$/gm, '');
}

/** The outermost frame within packages: the one that the service called, where its own line is lost. */
function libraryPlaceOf(stack: string, cwd: string): string | null {
  const library = framesOf(stack).at(-1);
  return library === undefined ? null : written(library, cwd);
}

/** Frames in files, but for Node's own and the preload's. */
function framesOf(stack: string): Frame[] {
  return stack.split('\n').flatMap((line) => {
    const found = line.match(/(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()]*|[A-Za-z]:\\[^()]*):(\d+):\d+\)?$/);
    if (found === null || found[1]!.endsWith('/workers/preload/preload.cjs')) return [];
    return [{ file: fileOf(found[1]!), line: found[2]! }];
  });
}

/** Modules are named by their address, in which a blank is `%20`; other files by their path, in which it may be part of a name. */
function fileOf(name: string): string {
  if (!name.startsWith('file://')) return name;
  const file = name.slice('file://'.length);
  try {
    return decodeURI(file);
  } catch {
    return file;
  }
}

function written({ file, line }: Frame, cwd: string): string {
  const from = path.relative(cwd, file);
  return `${from.startsWith('..') ? file : from}:${line}`;
}
