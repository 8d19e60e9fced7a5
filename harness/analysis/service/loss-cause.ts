import type { LossCause } from '../../model/findings/call-site.js';
import type { DownstreamCounts, SiteCounts } from '../../model/run/preload.js';

/** Up to this many connections per request, a site reuses; a pool opens some while it fills. */
const REUSES_BELOW = 0.2;
/** The first connections of a pool are no loss: as many as a site may open without a cause being looked for. */
const FILLING = 2;

/** What else is known of a downstream: its connections, and all the lines that call it. */
export interface Surroundings {
  readonly counts: DownstreamCounts | undefined;
  readonly sites: readonly SiteCounts[];
}

/** Null where a line reuses; a cause is named only where it can account for at least half of the connections. */
export function causeOf(site: SiteCounts, around: Surroundings): LossCause | null {
  const { opened, requests } = site;
  if (opened <= FILLING || opened < REUSES_BELOW * requests) return null;
  const accounts = (count: number) => count >= opened / 2;
  const resets = Math.min(site.errors, around.counts?.resetOnReuse ?? 0);
  // A connection that its server closed under a request is the server's doing, and no fault of the request.
  if (accounts(site.errors - resets)) return 'errors';
  const fresh = madeForEach(site, accounts);
  if (fresh !== null) return fresh;
  if (site.keepAlive === false) return site.via === 'http' ? 'agent-without-keep-alive' : 'pipelining-0';
  if (site.pools > FILLING && accounts(site.pools)) return 'separate-pools';
  const [found] = endings(site, around, resets).find(([, count]) => accounts(count)) ?? [];
  if (found !== undefined) return found;
  return around.counts === undefined ? 'unknown' : whoEnded(site, around.counts, around.sites);
}

/** What ended its connections and how many, the surest first. */
function endings(site: SiteCounts, { sites }: Surroundings, resets: number): readonly (readonly [LossCause, number])[] {
  return [
    ['asked-to-close', site.askedToClose ?? 0],
    ['closed-by-answer', site.closedByAnswer],
    ['closed-by-server', resets],
    ['body-not-read', site.answered - site.read],
    ['asked-to-close', endedForOthers('askedToClose', sites)],
    ['closed-by-answer', endedForOthers('closedByAnswer', sites)],
  ];
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

/**
 * Through no Agent of undici: one of those makes its pools anew when their last connection has ended. That of Node itself, which
 * the package shares, leaves no frame.
 */
function isCalledDirectly(stack: string): boolean {
  const frames = stack.split('\n').filter((frame) => /[/\\]node_modules[/\\]undici[/\\]/.test(frame));
  return (
    frames.some((frame) => /(client|pool)\.js:\d/.test(frame)) && !frames.some((frame) => /agent\.js:\d/.test(frame))
  );
}

/** Connections that lines ended without having opened them: another one that shares their Agent opens its own for it. */
function endedForOthers(by: 'askedToClose' | 'closedByAnswer', sites: readonly SiteCounts[]): number {
  return sites.reduce((sum, site) => sum + Math.max(0, (site[by] ?? 0) - site.opened), 0);
}

/** Where the line itself is as it should be, its connections were ended between requests. */
function whoEnded({ via }: SiteCounts, counts: DownstreamCounts, sites: readonly SiteCounts[]): LossCause {
  const accounts = (count: number, opened = counts.opened) => count > 0 && count >= opened / 2;
  const ofUndici = sites.reduce((sum, site) => sum + (site.via === 'http' ? 0 : site.opened), 0);
  // Of undici they are not known by their lines.
  if (via !== 'http' && accounts(counts.closedByAnswer, ofUndici)) return 'closed-by-answer';
  if (accounts(counts.endedByServer)) return 'closed-by-server';
  return accounts(counts.endedByClient) ? 'idle-given-up' : 'unknown';
}
