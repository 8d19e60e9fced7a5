import { type CallSite, editPlaceOf } from '../../harness/model/findings/call-site.js';
import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import type { CallFindings, ServiceFindings } from '../../harness/model/findings/service.js';
import { left, right } from '../figures/columns.js';
import { count, figure, perRequest, plural, quantity } from '../figures/figures.js';
import { lossCause, lossRemedy, lossSentence, through } from '../figures/loss-words.js';
import { sparedPerSecond } from '../figures/spared.js';

export type Services = readonly (readonly [policy: string, findings: ServiceFindings])[];

/** The lines of the service that open connections as it is today, what would mend them, and what that would spare. */
export function changesSection({ services, baseline }: Findings): Section | null {
  const today = services?.[baseline];
  if (today === undefined || today.callSites.length === 0) return null;
  const losing = today.callSites.flatMap((site) =>
    site.cause === null || site.cause === 'closed-by-policy' ? [] : [{ ...site, cause: site.cause }],
  );
  if (losing.length === 0) {
    const blocks: Block[] = [{ kind: 'paragraph', text: nothingLost(baseline, today) }];
    return { title: 'What to change', blocks, level: 'summary' };
  }
  const callOf = (site: CallSite) => today.calls.find(({ name }) => name === site.downstream);
  // What a line opened over its whole life orders them otherwise than what is told of it.
  const spares = (site: CallSite) => sparedPerSecond(site, callOf(site), today.callSites) ?? 0;
  const items = losing
    .toSorted((a, b) => spares(b) - spares(a))
    .map((site) => {
      const call = callOf(site);
      return `${lossSentence(site)}; instead: ${lossRemedy(site.cause, speaksTls(call))}${sparedBy(site, call, today)}`;
    });
  return {
    title: `What to change: ${plural(new Set(losing.map((site) => editPlaceOf(site).edit)).size, 'place')}`,
    blocks: [{ kind: 'list', items }],
    level: 'summary',
  };
}

/** Where the policy ends every connection no line shows what it would lose by itself. */
function nothingLost(baseline: string, { callSites }: ServiceFindings): string {
  if (callSites.every(({ cause }) => cause === null)) return 'Every line of the service reuses its connections.';
  return (
    `Nothing can be told of the lines of the service: ${baseline}, the baseline, ends their connections on purpose ` +
    '(keepAlive: false). A policy that leaves the service as it is, as baseline, shows what they lose by themselves.'
  );
}

/** Known where the call was made. */
function speaksTls(call: CallFindings | undefined): boolean | null {
  return call === undefined || call.connections === 0 ? null : call.handshakesFull + call.handshakesResumed > 0;
}

function sparedBy(site: CallSite, call: CallFindings | undefined, { callSites }: ServiceFindings): string {
  const spared = sparedPerSecond(site, call, callSites);
  return spared === null ? '' : ` (up to ${quantity(spared)} new connections/s at peak)`;
}

/** What the service calls, as the stand-ins counted it: a row for each call and policy. */
export function callsSection(findings: Findings): Section | null {
  const services = measured(findings);
  if (services.length === 0 || services[0]![1].calls.length === 0) return null;
  const names = services[0]![1].calls.map(({ name }) => name);
  const rows = names.flatMap((name) =>
    services.flatMap(([policy, { calls }]) => {
      const call = calls.find((one) => one.name === name);
      return call === undefined ? [] : [callRow(name, policy, call)];
    }),
  );
  const titles = ['requests', 'connections', 'per request', 'new/s at peak', 'TLS full', 'TLS resumed'];
  return {
    title: 'What it calls',
    blocks: [
      { kind: 'table', columns: [left('call'), left('policy'), ...titles.map(right)], rows },
      { kind: 'paragraph', text: `${witnesses(services)}${lookups(services, names)}` },
    ],
    level: 'summary',
  };
}

/** Names that are looked up for a request of each call, where the service was looked into and looks any up. */
function lookups(services: Services, names: readonly string[]): string {
  const told = names.flatMap((name) => {
    const values = services.flatMap(([policy, { calls }]) => {
      const { lookupsPerRequest, queriesPerRequest } = calls.find((call) => call.name === name) ?? {};
      const value = lookupsPerRequest ?? 0;
      const asked = queriesPerRequest === undefined ? '' : ` (${perRequest(queriesPerRequest)} queries)`;
      return value > 0 ? [`${perRequest(value)}${asked} under ${policy}`] : [];
    });
    return values.length === 0 ? [] : [`${name} ${values.join(', ')}`];
  });
  return told.length === 0 ? '' : ` Names looked up for a request: ${told.join('; ')}.${unasked(services)}`;
}

/** Why there are no queries at the peak: a sum over some of the calls would look like that over all. */
function unasked(services: Services): string {
  const all = services.flatMap(([, { calls }]) => calls);
  const counted = new Set(all.flatMap((call) => (call.queriesPerRequest === undefined ? [] : [call.name])));
  const without = new Set(all.flatMap(({ name }) => (counted.has(name) ? [] : [name])));
  if (counted.size === 0 || without.size === 0) return '';
  return ` DNS queries/s at peak are told where each call has dns: and not without that of ${[...without].join(', ')}.`;
}

function callRow(name: string, policy: string, call: CallFindings): string[] {
  return [
    name,
    policy,
    count(call.requests),
    count(call.connections),
    perRequest(call.perRequest),
    figure(call.newPerSecondAtPeak),
    count(call.handshakesFull),
    count(call.handshakesResumed),
  ];
}

function witnesses(services: Services): string {
  const counted = 'Counted by the servers that stand in for what the service calls, with the lead-in of each slot';
  const seen = services.flatMap(([, { calls }]) => calls.map(({ isSeenAlike }) => isSeenAlike));
  if (seen.every((alike) => alike === null)) return `${counted}; nobody looked inside the service.`;
  return seen.includes(false)
    ? `${counted}; what was seen inside the service differs for some, see Notes.`
    : `${counted}; the connections that were seen inside the service agree.`;
}

const SEEN_INSIDE =
  'Seen inside the service over its whole life, warm-up and dropped slots included; what a line has is estimated from ' +
  'samples after the first 256 connections, and after 64 requests on those that are there. A policy with keepAlive: false opens connections at every line, whatever stands under why.';

/** Every line that calls something, under each policy: for those who look for one that is not under What to change. */
export function callSitesSection(findings: Findings): Section | null {
  const rows = measured(findings).flatMap(([policy, { callSites }]) =>
    callSites.map(({ place, caller, downstream, requests, opened, perRequest: opens, cause, ...site }) => [
      `${place}${through(site)}${caller === null ? '' : ` (from ${caller})`}`,
      downstream,
      policy,
      count(requests),
      count(opened),
      perRequest(opens),
      cause === null ? 'reuses' : lossCause(cause),
    ]),
  );
  if (rows.length === 0) return null;
  const titles = ['requests', 'connections', 'per request'];
  const columns = [left('line'), left('calls'), left('policy'), ...titles.map(right), left('why')];
  const blocks: Block[] = [
    { kind: 'table', columns, rows },
    { kind: 'paragraph', text: SEEN_INSIDE },
  ];
  return { title: 'Which line calls what', blocks, level: 'report' };
}

export function measured({ services }: Findings): Services {
  return Object.entries(services ?? {}).filter(([, { requests }]) => requests > 0);
}
