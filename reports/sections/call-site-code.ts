import { type CallSite, editPlaceOf, type LossCause } from '../../harness/model/findings/call-site.js';
import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import type { Call } from '../../harness/model/workload/service.js';
import { targetFacts } from '../../harness/model/workload/target-facts.js';
import { durationUs, figure, perRequest, quantity } from '../figures/figures.js';
import { through } from '../figures/loss-words.js';
import { sparedPerSecond } from '../figures/spared.js';
import { agentCode, bodyCode, callerName, closeNote } from '../words/agent-code.js';

/** Causes that an agent mends which is made once and keeps its connections. */
const BY_AGENT: readonly LossCause[] = [
  'one-time-agent',
  'agent-per-request',
  'dispatcher-per-request',
  'agent-without-keep-alive',
  'pipelining-0',
  'separate-pools',
  'asked-to-close',
  'idle-given-up',
];
/** Where a header may be what is to be mended. */
const BY_HEADER: readonly LossCause[] = ['pipelining-0', 'asked-to-close'];

/** What Node's own global agent and undici have, and what a server that closes earlier leaves of it. */
const IDLE_MS = 4000;
const MARGIN_MS = 1000;
const LIFETIME_MS = 300_000;

/** For each line that opens connections the code that would keep them, in the words of what it calls with. */
export function callSiteCodeSection(findings: Findings): Section | null {
  const { services, baseline, question } = findings;
  const calls = targetFacts(question.target).calls ?? [];
  const places = new Map<string, CallSite[]>();
  for (const site of services?.[baseline]?.callSites ?? []) {
    const code = codeOf(
      site,
      calls.find(({ name }) => name === site.downstream),
    );
    if (code !== null) places.set(code, [...(places.get(code) ?? []), site]);
  }
  if (places.size === 0) return null;
  const blocks = [...places].flatMap(([text, sites]): Block[] => [
    { kind: 'list', items: sites.map((site) => whatItSaves(site, findings)) },
    { kind: 'code', language: 'js', text },
  ]);
  return { title: 'What to write there', blocks, level: 'report' };
}

function codeOf({ cause, library }: CallSite, call: Call | undefined): string | null {
  if (cause === 'body-not-read') return bodyCode(library);
  if (cause === null || !BY_AGENT.includes(cause)) return null;
  const settings = { tls: isSecure(call), maxSockets: null, idleMs: idleMs(call), lifetimeMs: LIFETIME_MS };
  const header = BY_HEADER.includes(cause) ? `${closeNote(library)}\n` : '';
  return `// Once, where the module is loaded, and not for each request.\n${header}${agentCode(library, settings)}`;
}

function isSecure(call: Call | undefined): boolean {
  if (call === undefined) return false;
  const { answeredBy, origin } = call;
  return answeredBy.kind === 'embedded' ? answeredBy.tls !== false : (origin ?? answeredBy.origin).startsWith('https:');
}

/** Below what the other end keeps an idle connection for, where its stand-in says so. */
function idleMs(call: Call | undefined): number {
  const keepsMs = call?.answeredBy.kind === 'embedded' ? call.answeredBy.keepAliveTimeoutMs : 0;
  if (keepsMs === 0) return IDLE_MS;
  return Math.min(IDLE_MS, keepsMs > 2 * MARGIN_MS ? keepsMs - MARGIN_MS : keepsMs / 2);
}

/** What a connection to a call costs here, by the policy that avoids most of all; null where that was not measured. */
function connectionUs({ savings, services, baseline }: Findings, call: string): number | null {
  const avoiding = Object.entries(savings).filter(([, { connectionsPerSecond }]) => connectionsPerSecond > 0);
  const [most] = avoiding.toSorted(([, a], [, b]) => b.connectionsPerSecond - a.connectionsPerSecond);
  if (most === undefined) return null;
  const [policy, { cpuUsPerConnection }] = most;
  const opens = (name: string) => services?.[name]?.calls.find((one) => one.name === call)?.perRequest ?? 0;
  // Those that it did not avoid may cost something else, such as without TLS.
  if (opens(policy) > opens(baseline) / 2) return null;
  const us = cpuUsPerConnection?.mean ?? 0;
  return us > 0 ? us : null;
}

function whatItSaves(site: CallSite, findings: Findings): string {
  const { downstream, library, perRequest: opens } = site;
  const { calls = [], callSites = [] } = findings.services?.[findings.baseline] ?? {};
  const perSecond = sparedPerSecond(
    site,
    calls.find(({ name }) => name === downstream),
    callSites,
  );
  const { edit, usedAt } = editPlaceOf(site);
  const by = through(site);
  const where = usedAt === null ? `${edit}${by} calls` : `${edit}, used at ${usedAt}${by}, which calls`;
  const what = `${where} ${downstream} with ${callerName(library)}: ${perRequest(opens)} connections for a request`;
  if (perSecond === null) return what;
  const us = connectionUs(findings, downstream);
  const cpu =
    us === null
      ? ''
      : `, and ${figure((perSecond * us) / 1e6, 2)} vCPU like this machine's: a connection costs ${durationUs(us)} here`;
  return `${what}; kept, up to ${quantity(perSecond)} new connections/s fewer at peak${cpu}`;
}
