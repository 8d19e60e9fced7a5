/** Which template the nth request uses: a pure function of (weights, seed, n), so that shards agree without talking. */
export function weightedPick(weights: readonly number[], seed: number): (n: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length === 1) return () => 0;
  return (n) => {
    let left = hashToUnit(seed, n) * total;
    for (let index = 0; index < weights.length - 1; index += 1) {
      left -= weights[index]!;
      if (left < 0) return index;
    }
    return weights.length - 1;
  };
}

/** The finaliser of splitmix32, which turns a counter into numbers without a pattern. */
function hashToUnit(seed: number, n: number): number {
  let mixed = (seed ^ Math.imul(n + 1, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x100000000;
}
