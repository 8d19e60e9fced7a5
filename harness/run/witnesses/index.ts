import type { Testimonies } from '../../model/run/testimony.js';
import { dns } from './dns.js';
import { kernel } from './kernel.js';
import { target } from './target.js';
import type { Look, Witness } from './witness.js';

/** A new witness is a file and a row, and a name in the model. */
const WITNESSES: readonly Witness[] = [kernel, target, dns];

/** What all who are there counted between two looks. */
export function testimoniesOf(before: Look, after: Look): Testimonies {
  return Object.fromEntries(
    WITNESSES.flatMap(({ name, counts }) => {
      const counted = counts(before, after);
      return counted === null ? [] : [[name, counted] as const];
    }),
  );
}
