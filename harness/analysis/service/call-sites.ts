import path from 'node:path';
import type { CallSite } from '../../model/findings/call-site.js';
import type { DownstreamCounts, PreloadReport, SiteCounts } from '../../model/run/preload.js';
import { libraryOf, packageThrough } from './library.js';
import { causeOf } from './loss-cause.js';

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
  const all = [...sites.values()];
  return all
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
      cause: causeOf(site, {
        counts: downstreams.get(site.downstream),
        sites: all.filter(({ downstream }) => downstream === site.downstream),
      }),
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
    askedToClose: (a.askedToClose ?? 0) + (b.askedToClose ?? 0),
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
