import { isLoopback } from '../model/loopback.js';
import { mistake } from '../model/mistake.js';
import { type Pins, placeIn } from '../model/place.js';
import type { Plan } from '../model/run/plan.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { connectionBound } from '../model/workload/workload.js';
import { planDurationMs, plannedRequests } from '../plan/duration.js';
import { isAllowedByName, type Resolve, reachOf } from './reach.js';

/**
 * The addresses that connections may go to, each of them checked to be this machine; null where the user allowed the host
 * by its name, or the target has no name. Any other host is refused: the user's mistake.
 */
export async function checkedAddresses(
  plan: Plan,
  allowed: readonly string[],
  resolve?: Resolve,
): Promise<readonly string[] | null> {
  const host = hostOf(plan);
  if (host === null) return null;
  const reach = await reachOf(host, allowed, resolve);
  if (reach !== null) return reach.kind === 'checked' ? reach.addresses : null;
  throw mistake(
    `${host} is not this machine, and the plan would send it ${volumeOf(plan)}`,
    `if it is yours and expects them, allow it by name: --allow-host ${host}`,
  );
}

/**
 * The real servers that a service's calls are passed on to, and who tells its CPU, are on this machine, or allowed: gives the
 * addresses that connections may go to, of those that were checked. Throws UserMistake.
 */
export async function checkCallHosts(
  { workload: { target } }: Plan,
  allowed: readonly string[],
  resolve?: Resolve,
): Promise<Pins> {
  const pins: Record<string, readonly string[]> = {};
  for (const { what, host, remedy } of asked(target)) {
    const reach = await reachOf(host, allowed, resolve);
    if (reach?.kind === 'checked') pins[host] = reach.addresses;
    if (reach === null)
      throw mistake(`${what} ${host}, which is not this machine`, `${remedy} allow it by name: --allow-host ${host}`);
  }
  return pins;
}

interface AskedHost {
  readonly what: string;
  readonly host: string;
  readonly remedy: string;
}

/** Servers beside the one that is sent load. */
function asked(target: Plan['workload']['target']): AskedHost[] {
  const hostIn = (url: string) => placeIn(new URL(url)).host;
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

/** Null where no request can leave this machine. */
function hostOf({ workload }: Plan): string | null {
  const { origin } = targetFacts(workload.target);
  return origin === null ? null : placeIn(new URL(origin)).host;
}

function volumeOf(plan: Plan): string {
  const requests = plannedRequests(plan);
  if (requests !== null) return `up to ${requests.toLocaleString('en-US')} requests`;
  const seconds = Math.ceil(planDurationMs(plan) / 1000);
  return `as many requests as ${connectionBound(plan.workload.load)} connections carry in about ${seconds} s`;
}
