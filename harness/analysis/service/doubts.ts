import { editPlaceOf } from '../../model/findings/call-site.js';
import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { CallFindings, ServiceFindings } from '../../model/findings/service.js';
import type { ServicePolicy } from '../../model/workload/service.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';

/** Of the requests of a call that was made cold at most this share is answered on a connection that was there already. */
const MOST_REUSED = 0.005;
/** From so many connections for a request a call was not brought to reuse. */
const REUSED_BELOW = 0.5;
/** Of fewer requests a pool has not filled yet. */
const FEWEST = 20;

/** Of the busy time of an event loop, from which it matters how much of it was waiting. */
const MOST_WAITED = 0.1;

/** What a reader must know of the services: what could not be brought about in them, and what else they called. */
export function serviceDoubts(
  { policies, target }: Pick<Workload, 'policies' | 'target'>,
  services: Readonly<Record<string, ServiceFindings>>,
): Doubt[] {
  const inside = policies.flatMap(({ name, service }) => {
    const findings = services[name];
    if (findings === undefined || service === undefined) return [];
    return [
      ...findings.calls.flatMap((call) => unproved(name, service, call, findings)),
      ...endedByAnswers(name, service, target),
      ...findings.refused.map((refused) => caution('refused', name, refused)),
      ...unwatched(name, findings.unwatched ?? []),
      ...findings.calls.flatMap(({ name: call, isSeenAlike }) =>
        isSeenAlike === false ? [note('seen-apart', name, { call })] : [],
      ),
      ...findings.calls.flatMap(({ name: call, requests }) =>
        requests === 0 && findings.requests > 0 ? [caution('not-called', name, { call })] : [],
      ),
      ...findings.others.map((other) => note('other-calls', name, other)),
    ];
  });
  return [...inside, ...coarse(services), ...waiting(services)];
}

/** A neighbour of one policy is one of all: the one that waited most shows it most. */
function waiting(services: Readonly<Record<string, ServiceFindings>>): Doubt[] {
  const told = Object.entries(services).map(([name, { loop }]) => ({ name, share: loop?.waited ?? 0 }));
  const [most] = told.toSorted((a, b) => b.share - a.share);
  return most === undefined || most.share < MOST_WAITED
    ? []
    : [caution('loop-waited', most.name, { share: most.share })];
}

/** Who closes first pays differently, and only over TLS so much that it shows. */
function endedByAnswers(policy: string, { by }: ServicePolicy, target: Workload['target']): Doubt[] {
  const secure = (targetFacts(target).calls ?? []).filter(({ answeredBy, origin }) =>
    answeredBy.kind === 'embedded' ? answeredBy.tls !== false : origin?.startsWith('https:') === true,
  );
  if (by !== 'downstream' || secure.length === 0) return [];
  return [note('ended-by-answers', policy, { calls: secure.map(({ name }) => name) })];
}

/** Whoever tells it tells it of all policies; the one that spends least shows it most. */
function coarse(services: Readonly<Record<string, ServiceFindings>>): Doubt[] {
  const told = Object.entries(services).flatMap(([name, { coarse: one }]) =>
    one === undefined ? [] : [{ name, one }],
  );
  const [worst] = told.toSorted((a, b) => b.one.still - a.one.still || a.one.spentMs - b.one.spentMs);
  return worst === undefined ? [] : [caution('cpu-coarse', worst.name, worst.one)];
}

/** The first of each invocation says what the others are. */
function unwatched(policy: string, names: readonly string[]): Doubt[] {
  const [first] = names;
  return first === undefined ? [] : [caution('unwatched', policy, { first, more: names.length - 1 })];
}

/** A policy proves itself at every call, by what the stand-ins accepted. */
function unproved(
  policy: string,
  { keepAlive, by }: ServicePolicy,
  { name: call, requests, connections, perRequest }: CallFindings,
  { callSites }: ServiceFindings,
): Doubt[] {
  // What is done to the connections to the service shows in the load.
  if (by === undefined || by === 'inbound' || keepAlive === undefined || requests === 0) return [];
  const counts = { call, requests, connections };
  if (keepAlive === false) {
    return requests - connections > MOST_REUSED * requests ? [caution('call-not-cold', policy, counts)] : [];
  }
  if (perRequest < REUSED_BELOW || requests < FEWEST) return [];
  const site = callSites.find(({ downstream, cause }) => downstream === call && cause !== null);
  const place = site === undefined ? null : editPlaceOf(site).edit;
  return [caution('call-not-reused', policy, { ...counts, place, cause: site?.cause ?? null })];
}
