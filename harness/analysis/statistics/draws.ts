import { normal, type Random } from '../../model/random.js';

/** Student's t, drawn as a normal over the root of a mean of squares; `degrees` is a whole number of at least 1. */
export function drawStudentT(random: Random, degrees: number): number {
  const numerator = normal(random);
  let squares = 0;
  for (let i = 0; i < degrees; i += 1) squares += normal(random) ** 2;
  return numerator / Math.sqrt(squares / degrees);
}

/** The smallest draw that at least this share of the draws does not exceed; `share` from 0 to 1, draws not empty. */
export function drawnQuantile(draws: ArrayLike<number>, share: number): number {
  return quantilesOf(draws)(share);
}

/** The same of several shares, of one copy, which each of them leaves a little nearer to its order. */
export function quantilesOf(draws: ArrayLike<number>): (share: number) => number {
  const values = new Float64Array(draws);
  return (share) => {
    const rank = Math.ceil(share * values.length - 1e-9);
    return selected(values, Math.min(values.length, Math.max(1, rank)) - 1);
  };
}

/** What would stand at a place if all were sorted, which takes ten times as long: Hoare's selection, in place. */
function selected(values: Float64Array, place: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const { below, above } = parted(values, low, high);
    if (place <= below) high = below;
    else if (place >= above) low = above;
    else break;
  }
  return values[place]!;
}

/** Swaps until no value up to `below` is more than any from `above` on. */
function parted(values: Float64Array, low: number, high: number): { readonly below: number; readonly above: number } {
  const pivot = values[(low + high) >>> 1]!;
  let above = low;
  let below = high;
  while (above <= below) {
    while (values[above]! < pivot) above += 1;
    while (values[below]! > pivot) below -= 1;
    if (above > below) break;
    const held = values[above]!;
    values[above] = values[below]!;
    values[below] = held;
    above += 1;
    below -= 1;
  }
  return { below, above };
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

/** How often each whole number was drawn, in rising order; the shares add up to 1. */
export function shares(draws: ArrayLike<number>): { containers: number; share: number }[] {
  return tallied(draws)
    .sort(([a], [b]) => a - b)
    .map(([containers, count]) => ({ containers, share: count / draws.length }));
}

/** Above so many a count for each number between the least and the most would be more than a map of those that are there. */
const MOST_COUNTS = 1 << 16;

function tallied(draws: ArrayLike<number>): [number, number][] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < draws.length; place += 1) {
    least = Math.min(least, draws[place]!);
    most = Math.max(most, draws[place]!);
  }
  if (!(most - least < MOST_COUNTS)) return talliedApart(draws);
  const counts = new Uint32Array(most - least + 1);
  for (let place = 0; place < draws.length; place += 1) counts[draws[place]! - least]! += 1;
  const drawn: [number, number][] = [];
  for (let place = 0; place < counts.length; place += 1) {
    if (counts[place]! > 0) drawn.push([least + place, counts[place]!]);
  }
  return drawn;
}

function talliedApart(draws: ArrayLike<number>): [number, number][] {
  const counts = new Map<number, number>();
  for (let place = 0; place < draws.length; place += 1) counts.set(draws[place]!, (counts.get(draws[place]!) ?? 0) + 1);
  return [...counts];
}
