import { OVERRIDES, type OverrideRow, type Overrides } from '../workload/overrides.js';
import { type Flag, once } from './verb.js';

type Rows = typeof OVERRIDES;
type KeyOf<R extends OverrideRow> = R['flag'] extends `--${infer Key}` ? Key : never;
type OverrideFlags = { readonly [K in keyof Rows as KeyOf<Rows[K]>]: Flag<number> & { readonly takes: 'once' } };

/** The flags that stand in place of values of the file: the rows of the table that reads them. */
export const OVERRIDE_FLAGS = Object.fromEntries(
  Object.values(OVERRIDES).map(({ flag, value, says, read }) => [flag.slice(2), once(value, says, read)]),
) as OverrideFlags;

/** What was given of them, by the names of the workload's room. */
export function overridesOf(values: { readonly [K in keyof OverrideFlags]?: number }): Overrides {
  return Object.fromEntries(
    Object.entries(OVERRIDES).map(([name, { flag }]) => [name, values[flag.slice(2) as keyof OverrideFlags]]),
  );
}
