/** Evenly spaced: the nth arrival is at n, whatever the seed. */
export function* uniform(_seed: number): Generator<number> {
  for (let n = 0; ; n += 1) yield n;
}
