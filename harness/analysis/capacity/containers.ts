import type { Fleet } from '../../model/workload/workload.js';

/** A demand is never less than this share of today's, so that a container count always exists. */
const LEAST_SHARE = 0.01;

/** CPU seconds per request that the fleet spends today, at a utilisation: D = U m C / X, the utilisation law. */
export function demandToday(fleet: Fleet, utilisation: number, peakPerSecond: number): number {
  return (fleet.containers * fleet.vcpu * utilisation) / peakPerSecond;
}

/** Savings transfer additively: CPU seconds per request after `savedSeconds` of them are gone; `docs/method.md`. */
export function demandAfter(today: number, savedSeconds: number): { demand: number; clamped: boolean } {
  const demand = today - savedSeconds;
  const least = today * LEAST_SHARE;
  return demand < least ? { demand: least, clamped: true } : { demand, clamped: false };
}

/**
 * Containers for a demand in CPU seconds per request: N = ceil(X D / (C U)), at least 1.
 * With Z > 1 zones, Z ceil(N / (Z - 1)), so that the others carry a lost zone.
 */
export function containersFor(
  fleet: Fleet,
  demandSeconds: number,
  peakPerSecond: number,
  targetUtilisation = fleet.target,
): number {
  const exact = (peakPerSecond * demandSeconds) / (fleet.vcpu * targetUtilisation);
  // A product such as 20 x 0.57 / 0.6 = 19.000000000000004 must not cost a container.
  const toServe = Math.max(1, Math.ceil(exact - 1e-9));
  return fleet.zones > 1 ? fleet.zones * Math.ceil(toServe / (fleet.zones - 1)) : toServe;
}

/**
 * The rate from which a whole container is saved: X = C U / saved, times Z - 1 with zones.
 * Requests per second; null where nothing is saved.
 */
export function breakEvenPerSecond(fleet: Fleet, savedSeconds: number): number | null {
  if (savedSeconds <= 0) return null;
  return (Math.max(1, fleet.zones - 1) * fleet.vcpu * fleet.target) / savedSeconds;
}
