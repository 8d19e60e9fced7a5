import { provided } from '../../model/workload/provided.js';
import type { Fleet } from '../../model/workload/workload.js';

/** A demand is never less than this share of today's, so that a container count always exists. */
const LEAST_SHARE = 0.01;

/** What bounds the rate of a container. */
export const RESOURCES = ['CPU', 'event loop', 'sockets'] as const;
export type ResourceName = (typeof RESOURCES)[number];

export interface Need {
  /** Seconds that a request keeps one unit of the resource busy: the service demand. */
  readonly demandSeconds: number;
  /** Units in one container: virtual CPUs, event loops, connections of a bounded pool. */
  readonly perContainer: number;
}

/** By resource; one that is not known, or has no bound, is left out. */
export type Needs = Readonly<Partial<Record<ResourceName, Need>>>;

/** Seconds per request that the fleet spends today, at a utilisation: D = U m C / X, the utilisation law. */
export function demandToday(
  { containers }: Fleet,
  unitsPerContainer: number,
  utilisation: number,
  atPerSecond: number,
): number {
  return (containers * unitsPerContainer * utilisation) / atPerSecond;
}

/** Savings transfer additively: seconds per request after `savedSeconds` of them are gone; `docs/method.md`. */
export function demandAfter(today: number, savedSeconds: number): { demand: number; clamped: boolean } {
  const demand = today - savedSeconds;
  const least = today * LEAST_SHARE;
  return demand < least ? { demand: least, clamped: true } : { demand, clamped: false };
}

/** Containers that a resource asks for by itself, before they are rounded up: X D / (C U). */
export function exactContainers(need: Need, perSecond: number, targetUtilisation: number): number {
  return (perSecond * need.demandSeconds) / (need.perContainer * targetUtilisation);
}

/** The most that any resource asks for. */
export function mostContainers(needs: Needs, perSecond: number, targetUtilisation: number): number {
  return Math.max(0, ...Object.values(needs).map((need) => exactContainers(need, perSecond, targetUtilisation)));
}

/**
 * Containers at a rate: N = ceil(X D / (C U)) of the resource that asks for most, at least 1.
 * With Z > 1 zones, Z ceil(N / (Z - 1)), so that the others carry a lost zone; and those that a deploy takes out.
 */
export function containersFor(fleet: Fleet, needs: Needs, perSecond: number, targetUtilisation = fleet.target): number {
  return provided(fleet, mostContainers(needs, perSecond, targetUtilisation));
}

/** Of so many containers those that are sure to serve: a zone is lost, and a deploy has taken its own. */
export function serving({ zones, spare = 0 }: Fleet, containers: number): number {
  const left = Math.max(0, containers - spare);
  return zones > 1 ? Math.floor(left / zones) * (zones - 1) : left;
}

/** The rate that containers carry at the planned utilisation: the inverse of `containersFor`, requests per second. */
export function carriedPerSecond(fleet: Fleet, needs: Needs, containers: number): number {
  const one = mostContainers(needs, 1, fleet.target);
  return serving(fleet, containers) / one;
}

/**
 * The rate from which a whole container is saved: the inverse of the containers that are saved per request a second, by
 * whatever resource asks for most before and after; times Z - 1 with zones. Null where nothing is saved.
 */
export function breakEvenPerSecond({ zones }: Fleet, savedPerRate: number): number | null {
  return savedPerRate <= 0 ? null : Math.max(1, zones - 1) / savedPerRate;
}
