import { logGamma } from './statistics.js';

/** What is known of a probability, 0 to 1. */
export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/** So many halvings leave less than 1e-12. */
const HALVINGS = 40;

/**
 * The exact interval of a probability of which `count` of `of` independent trials came true: each tail has at most half of
 * what the level leaves, however few the trials are (Clopper and Pearson 1934).
 */
export function exactInterval(count: number, of: number, level = 0.95): ShareInterval {
  const tail = (1 - level) / 2;
  // The more likely it is, the less likely are as few as these.
  const atMost = (most: number) => (share: number) => chanceOfAtMost(most, of, share);
  return {
    low: count === 0 ? 0 : whereFallsTo(1 - tail, atMost(count - 1)),
    high: count === of ? 1 : whereFallsTo(tail, atMost(count)),
  };
}

/** The share at which a falling function has a value. */
function whereFallsTo(value: number, falling: (share: number) => number): number {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (falling(middle) > value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function chanceOfAtMost(most: number, of: number, share: number): number {
  let sum = 0;
  for (let count = 0; count <= most; count += 1) {
    const ways = logGamma(of + 1) - logGamma(count + 1) - logGamma(of - count + 1);
    sum += Math.exp(ways + count * Math.log(share) + (of - count) * Math.log1p(-share));
  }
  return sum;
}
