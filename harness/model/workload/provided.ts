import type { Fleet } from './fleet.js';

/**
 * Whole containers for so many that serve: rounded up, at least one; with Z > 1 zones Z ceil(N / (Z - 1)), so that the others
 * carry a lost one, and those that a deploy takes out. A page of HTML carries its text too: it uses nothing but its arguments.
 */
export function provided({ zones, spare = 0 }: Fleet, exact: number): number {
  // A product such as 20 x 0.57 / 0.6 = 19.000000000000004 must not cost a container.
  const toServe = Math.max(1, Math.ceil(exact - 1e-9));
  return (zones > 1 ? zones * Math.ceil(toServe / (zones - 1)) : toServe) + spare;
}
