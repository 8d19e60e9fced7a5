/** A seeded source of numbers in [0, 1): sfc32 by Chris Doty-Humphrey, as good as a simulation needs and ten lines. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ (seed | 0);
  let b = 0x243f6a88 ^ Math.floor(seed / 0x100000000);
  let c = 0xb7e15162;
  let counter = 1;
  const next: Random = () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 0x100000000;
  };
  // Nearby seeds must not give nearby numbers: the first rounds mix the state.
  for (let i = 0; i < 15; i += 1) next();
  return next;
}

/** A new seed for a named part of the plan, so that adding one part does not shift the numbers of another. */
export function deriveSeed(seed: number, ...path: readonly (number | string)[]): number {
  // FNV-1a. The seed is mixed on its own, or it would cancel out against the first character.
  let hash = Math.imul(0x811c9dc5 ^ (seed | 0), 0x01000193);
  // Whole numbers have 53 bits, of which the line above takes 32; a seed without the others gives what it always gave.
  const upper = Math.floor(seed / 0x100000000);
  if (upper !== 0) hash = Math.imul(hash ^ upper, 0x01000193) ^ (hash >>> 15);
  for (const character of path.join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash >>> 0;
}

/** A standard normal number, by the Box-Muller transform. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A random order of the items (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
