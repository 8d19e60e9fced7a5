import { seededRandom } from '../../model/random.js';
import { drawStudentT } from './draws.js';

/**
 * Draws before they are moved and stretched. They are the same for every question with the same seed: both sides of a
 * comparison and every look at a run that goes on ask for the same few again, and each takes milliseconds.
 */

/** Kept for whoever asks again, 80 KB for 10,000 draws. */
const kept = new Map<string, Float64Array>();
const MOST_KEPT = 32;

/** Between 0 and 1; not to be written to. */
export function standardUniform(seed: number, count: number): ArrayLike<number> {
  return keptOr(`uniform ${seed} ${count}`, () => {
    const random = seededRandom(seed);
    return filled(count, () => random());
  });
}

/** Student's t; not to be written to. */
export function standardStudentT(seed: number, degrees: number, count: number): ArrayLike<number> {
  return keptOr(`t ${degrees} ${seed} ${count}`, () => {
    const random = seededRandom(seed);
    return filled(count, () => drawStudentT(random, degrees));
  });
}

/** Each draw times a scale, from an origin on. */
export function stretched(draws: ArrayLike<number>, origin: number, scale: number): Float64Array {
  const values = new Float64Array(draws.length);
  for (let place = 0; place < values.length; place += 1) values[place] = origin + scale * draws[place]!;
  return values;
}

/** Draw by draw, of lists that are equally long. */
export function products(some: ArrayLike<number>, others: ArrayLike<number>): Float64Array {
  const values = new Float64Array(some.length);
  for (let place = 0; place < values.length; place += 1) values[place] = some[place]! * others[place]!;
  return values;
}

/** Draw by draw, of lists that are equally long. */
export function differences(some: ArrayLike<number>, others: ArrayLike<number>): Float64Array {
  const values = new Float64Array(some.length);
  for (let place = 0; place < values.length; place += 1) values[place] = some[place]! - others[place]!;
  return values;
}

/** Each place in its order, for whatever is neither; an array's own `from` would be much slower. */
export function filled(count: number, valueAt: (place: number) => number): Float64Array {
  const values = new Float64Array(count);
  for (let place = 0; place < count; place += 1) values[place] = valueAt(place);
  return values;
}

function keptOr(key: string, draw: () => Float64Array): Float64Array {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const drawn = draw();
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, drawn);
  return drawn;
}
