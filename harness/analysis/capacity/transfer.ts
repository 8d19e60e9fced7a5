import type { Calibration } from '../../model/workload/calibration.js';
import type { Estimate } from '../statistics/estimate.js';
import { demandAfter } from './containers.js';

/** How what was measured of a policy becomes a demand of the fleet. */
export type Transfer =
  /** The baseline: what the fleet spends today. */
  | { readonly kind: 'none' }
  /** A client in a loop: microseconds per request that are gone, of this machine. */
  | { readonly kind: 'additive'; readonly savedUs: Estimate }
  /** The service itself, under both: the logarithm of its demand over the baseline's, in which the machine's speed cancels. */
  | { readonly kind: 'share'; readonly logRatio: Estimate };

/** By how much this machine's microseconds are multiplied to be the fleet's: the middle, and between which numbers it is. */
export interface SpeedFactor {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/** The fleet's CPU was not measured, so that this machine's is taken for it. */
export const SAME_SPEED: SpeedFactor = { middle: 1, low: 1, high: 1 };

/** The same client's connection, there over here; the errors of both are independent. Without either it is taken to be one. */
export function speedOf(there: Calibration | undefined, here: Calibration | undefined): SpeedFactor {
  if (there === undefined || here === undefined) return SAME_SPEED;
  const middle = there.connectionUs.mean / here.connectionUs.mean;
  const relative = ({ connectionUs: { mean, halfWidth } }: Calibration) => halfWidth / mean;
  const error = Math.hypot(relative(there), relative(here));
  return { middle, low: middle * Math.max(0, 1 - error), high: middle * (1 + error) };
}

/** What stands between today's demand and that of a policy; null where it has no interval, so that nothing says how far off it is. */
export function estimateOf(transfer: Transfer): Estimate | null {
  switch (transfer.kind) {
    case 'none':
      return null;
    case 'additive':
      return transfer.savedUs;
    case 'share':
      return transfer.logRatio;
  }
}

/** Seconds per request of a policy, from those of today and one value of what was estimated. */
export function demandUnder(transfer: Transfer, todaySeconds: number, estimated: number, factor: number) {
  switch (transfer.kind) {
    case 'none':
      return { demand: todaySeconds, clamped: false };
    case 'additive':
      return demandAfter(todaySeconds, (estimated * factor) / 1e6);
    case 'share':
      return { demand: todaySeconds * Math.exp(estimated), clamped: false };
  }
}
