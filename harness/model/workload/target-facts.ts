import { isLoopback } from '../loopback.js';
import type { ServiceElsewhere, ServiceTarget } from './service.js';
import type { EmbeddedTarget, Target, UrlTarget } from './target.js';
import type { OwnFacts, TargetFacts, TargetKind } from './target-kind.js';
import { FIELDED } from './target-kinds.js';

export type { PackageNeed, TargetFacts } from './target-kind.js';

const TARGETS: { readonly [Kind in Target['kind']]: TargetKind<Extract<Target, { kind: Kind }>> } = {
  embedded: {
    client: 'node-http',
    clock: 'real',
    measures: 'client',
    section: 'target',
    facts: embeddedFacts,
    // A server's connection settings are a cause of lost reuse, so a pull request may change them; a slower answer moves
    // times, which are then not compared, and loses no reuse.
    mayDiffer: ['keepAliveTimeoutMs', 'maxRequestsPerSocket', 'latencyMs'],
    asksWhether: [],
  },
  url: {
    client: 'node-http',
    clock: 'real',
    measures: 'client',
    section: 'target',
    facts: urlFacts,
    // A handshake in which both sides prove who they are costs more; with which files does not matter.
    mayDiffer: ['caFile', 'clientCertificate'],
    asksWhether: ['clientCertificate'],
  },
  ...FIELDED,
  service: {
    client: 'node-http',
    clock: 'real',
    measures: 'service',
    section: 'service',
    facts: serviceFacts,
    // Another build of the service is what two runs of it are compared for.
    mayDiffer: ['command', 'cwd', 'env'],
    asksWhether: [],
  },
  'service-elsewhere': {
    client: 'node-http',
    clock: 'real',
    measures: 'service',
    section: 'service',
    facts: serviceFacts,
    // It has another process each time that it is started, and another port is no other service.
    mayDiffer: ['cpu', 'origin'],
    asksWhether: [],
  },
};

export type TargetKindName = Target['kind'];
export const TARGET_KINDS = Object.keys(TARGETS) as readonly TargetKindName[];
/** Those that stand under `target`, by their names. */
export const CALLED_KINDS = TARGET_KINDS.filter((kind) => TARGETS[kind].section === 'target');

/** What does not depend on how a target of the kind is set. */
export function kindFacts(kind: TargetKindName): Pick<TargetKind<Target>, 'client' | 'clock'> {
  return TARGETS[kind];
}

export function targetFacts(target: Target): TargetFacts {
  const kind: Pick<TargetKind<Target>, 'client' | 'clock' | 'measures' | 'facts'> = TARGETS[target.kind];
  const { client, clock, measures, facts } = kind;
  return { client, clock, measures, ...facts(target) };
}

/** A target as the part that is asked and the part that may differ, for comparisons. */
export function targetIdentity(target: Target): { readonly asked: unknown; readonly mayDiffer: unknown } {
  const { mayDiffer, asksWhether }: { mayDiffer: readonly string[]; asksWhether: readonly string[] } =
    TARGETS[target.kind];
  const entries = Object.entries(target);
  const there = entries.filter(([key, value]) => asksWhether.includes(key) && value !== undefined);
  return {
    asked: {
      ...Object.fromEntries(entries.filter(([key]) => !mayDiffer.includes(key))),
      ...Object.fromEntries(there.map(([key]) => [key, true])),
    },
    mayDiffer: Object.fromEntries(entries.filter(([key]) => mayDiffer.includes(key))),
  };
}

/** What loopback and the two programs add to the latency of a target. */
const ADDED_MS = 2;
/** What a request to another machine takes, where only a try would tell. */
const GUESSED_REQUEST_MS = 20;

/** Node's server keeps an idle connection for so much longer than its `keepAliveTimeout`, where nobody sets another buffer. */
const KEEP_ALIVE_BUFFER_MS = 1000;

/**
 * Node's server announces the whole seconds of its timeout, and closes a second after it: 300 ms are announced as 0 s
 * and close after 1,300 ms. A timeout of 0 is the embedded target's word for closing after each response.
 */
function embeddedFacts(target: EmbeddedTarget): OwnFacts {
  const { tls, rttMs, latencyMs, keepAliveTimeoutMs, maxRequestsPerSocket } = target;
  const keeps = keepAliveTimeoutMs > 0;
  return {
    tls: tls !== false,
    path: rttMs > 0 ? 'relay' : 'loopback',
    rttMs: rttMs > 0 ? rttMs : null,
    ours: true,
    origin: null,
    idleCloseMs: keeps ? keepAliveTimeoutMs + KEEP_ALIVE_BUFFER_MS : 0,
    announcedIdleS: keeps ? Math.floor(keepAliveTimeoutMs / 1000) : null,
    maxRequestsPerSocket: maxRequestsPerSocket > 0 ? maxRequestsPerSocket : null,
    calls: null,
    bodyBytes: target.bodyBytes,
    requestMs: rttMs + latencyMs + ADDED_MS,
    packages: [
      ...(target.dynamodb === null ? [] : [{ spec: 'dynalite@4', who: 'an embedded target with service: dynamodb' }]),
      ...(target.dns === null ? [] : [{ spec: 'dns-packet@5', who: 'an embedded target with dns' }]),
    ],
  };
}

function urlFacts({ origin }: UrlTarget): OwnFacts {
  const { protocol, hostname } = new URL(origin);
  return {
    tls: protocol === 'https:',
    path: isLoopback(hostname) ? 'loopback' : 'network',
    rttMs: null,
    ours: false,
    origin,
    idleCloseMs: null,
    announcedIdleS: null,
    maxRequestsPerSocket: null,
    calls: null,
    bodyBytes: null,
    requestMs: GUESSED_REQUEST_MS,
    packages: [],
  };
}

/** What it answers with waits for what it calls; without calls the connections that are counted are those to it. */
function serviceFacts({ calls, ...own }: ServiceTarget | ServiceElsewhere): OwnFacts {
  const origin = 'origin' in own ? own.origin : null;
  const callsMs = calls.reduce((sum, { answeredBy }) => sum + waitOf(answeredBy), 0);
  return {
    tls:
      calls.some(({ answeredBy }) =>
        answeredBy.kind === 'embedded' ? answeredBy.tls !== false : isHttps(answeredBy),
      ) ||
      (calls.length === 0 && origin !== null && isHttps({ origin })),
    path: origin === null || isLoopback(new URL(origin).hostname) ? 'loopback' : 'network',
    rttMs: null,
    ours: false,
    origin,
    idleCloseMs: null,
    announcedIdleS: null,
    maxRequestsPerSocket: null,
    calls,
    bodyBytes: null,
    requestMs: callsMs + GUESSED_REQUEST_MS,
    packages: [
      ...(calls.some(({ answeredBy }) => answeredBy.kind === 'embedded' && answeredBy.dynamodb !== null)
        ? [{ spec: 'dynalite@4', who: 'a call with service: dynamodb' }]
        : []),
      ...(calls.some(({ dns }) => dns !== undefined) ? [{ spec: 'dns-packet@5', who: 'a call with dns' }] : []),
    ],
  };
}

function waitOf(answeredBy: ServiceTarget['calls'][number]['answeredBy']): number {
  return answeredBy.kind === 'embedded' ? answeredBy.latency.p50Ms : GUESSED_REQUEST_MS;
}

function isHttps({ origin }: { readonly origin: string }): boolean {
  return origin.startsWith('https:');
}
