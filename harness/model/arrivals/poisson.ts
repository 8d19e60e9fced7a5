import { seededRandom } from '../random.js';

/** Independent exponential gaps of mean one. */
export function* poisson(seed: number): Generator<number> {
  const random = seededRandom(seed);
  let place = 0;
  for (;;) {
    place -= Math.log(1 - random());
    yield place;
  }
}
