import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { isLoopback, isLoopbackAddress, isLoopbackName, LOOPBACK_ADDRESSES } from '../model/loopback.js';
import { mistake } from '../model/mistake.js';
import type { Plan } from '../model/run/plan.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { connectionBound } from '../model/workload/workload.js';
import { planDurationMs, plannedRequests } from '../plan/duration.js';

/** Gives every address of a name; rejects for one that has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const askSystem: Resolve = async (host) => (await dns.lookup(host, { all: true })).map(({ address }) => address);

/**
 * The addresses that connections may go to, each of them checked to be this machine; null where the user allowed the host
 * by its name, or the target has no name. Any other host is refused: the user's mistake.
 */
export async function checkedAddresses(
  plan: Plan,
  allowed: readonly string[],
  resolve: Resolve = askSystem,
): Promise<readonly string[] | null> {
  const host = hostOf(plan);
  if (host === null || isAllowedByName(host, allowed)) return null;
  if (isLoopbackName(host)) return LOOPBACK_ADDRESSES;
  if (isLoopbackAddress(host)) return null;
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [];
  if (addresses.length > 0 && addresses.every(isLoopbackAddress)) return addresses;
  throw mistake(
    `${host} is not this machine, and the plan would send it ${volumeOf(plan)}`,
    `if it is yours and expects them, allow it by name: --allow-host ${host}`,
  );
}

/** The real servers that a service's calls are passed on to, and who tells its CPU, are on this machine, or allowed. Throws UserMistake. */
export async function checkCallHosts(
  { workload: { target } }: Plan,
  allowed: readonly string[],
  resolve: Resolve = askSystem,
): Promise<void> {
  for (const { what, host, remedy } of asked(target)) {
    if (isAllowedByName(host, allowed) || isLoopback(host)) continue;
    const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [];
    if (addresses.length > 0 && addresses.every(isLoopbackAddress)) continue;
    throw mistake(`${what} ${host}, which is not this machine`, `${remedy} allow it by name: --allow-host ${host}`);
  }
}

interface AskedHost {
  readonly what: string;
  readonly host: string;
  readonly remedy: string;
}

/** Servers beside the one that is sent load. */
function asked(target: Plan['workload']['target']): AskedHost[] {
  const hostIn = (url: string) => withoutBrackets(new URL(url).hostname);
  const passedOn = (targetFacts(target).calls ?? []).flatMap(({ name, answeredBy }) => {
    const [what, remedy] = [`calls.${name} is passed on to`, 'write embedded: {} for a stand-in, or'];
    return answeredBy.kind === 'url' ? [{ what, host: hostIn(answeredBy.origin), remedy }] : [];
  });
  if (!('cpu' in target) || target.cpu.kind !== 'prometheus') return passedOn;
  const [what, remedy] = ['service.cpu is asked of', 'if it is yours,'];
  return [...passedOn, { what, host: hostIn(target.cpu.prometheus), remedy }];
}

/** By the name alone: nothing is resolved. */
export function isAllowedTarget(plan: Plan, allowed: readonly string[]): boolean {
  const host = hostOf(plan);
  return host === null || isLoopback(host) || isAllowedByName(host, allowed);
}

function isAllowedByName(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => plainName(one) === plainName(host));
}

function plainName(host: string): string {
  return withoutBrackets(host).replace(/\.$/, '').toLowerCase();
}

/** Null where no request can leave this machine. */
function hostOf({ workload }: Plan): string | null {
  const { origin } = targetFacts(workload.target);
  return origin === null ? null : withoutBrackets(new URL(origin).hostname);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function volumeOf(plan: Plan): string {
  const requests = plannedRequests(plan);
  if (requests !== null) return `up to ${requests.toLocaleString('en-US')} requests`;
  const seconds = Math.ceil(planDurationMs(plan) / 1000);
  return `as many requests as ${connectionBound(plan.workload.load)} connections carry in about ${seconds} s`;
}
