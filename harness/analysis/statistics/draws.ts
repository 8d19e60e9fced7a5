import { normal, type Random } from '../../model/random.js';

/** Student's t, drawn as a normal over the root of a mean of squares; `degrees` is a whole number of at least 1. */
export function drawStudentT(random: Random, degrees: number): number {
  const numerator = normal(random);
  let squares = 0;
  for (let i = 0; i < degrees; i += 1) squares += normal(random) ** 2;
  return numerator / Math.sqrt(squares / degrees);
}

/** Uniform between the bounds. */
export function drawUniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** The smallest draw that at least this share of the draws does not exceed; `share` from 0 to 1, draws not empty. */
export function drawnQuantile(draws: readonly number[], share: number): number {
  return quantilesOf(draws)(share);
}

/** The same of several shares, sorted once. */
export function quantilesOf(draws: readonly number[]): (share: number) => number {
  const sorted = Float64Array.from(draws).sort();
  return (share) => {
    const rank = Math.ceil(share * sorted.length - 1e-9);
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1]!;
  };
}

/** The same of whole numbers, of which there are few different ones: counted, and not sorted. */
export function countedQuantiles(
  distribution: readonly { readonly containers: number; readonly share: number }[],
): (share: number) => number {
  return (share) => {
    let sum = 0;
    const found = distribution.find((one) => {
      sum += one.share;
      return sum >= share - 1e-9;
    });
    return (found ?? distribution.at(-1)!).containers;
  };
}

/** How often each number was drawn, in rising order; the shares add up to 1. */
export function shares(draws: readonly number[]): { containers: number; share: number }[] {
  const counts = new Map<number, number>();
  for (const draw of draws) counts.set(draw, (counts.get(draw) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([containers, count]) => ({ containers, share: count / draws.length }));
}
