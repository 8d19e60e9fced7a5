import { visible } from '../../model/visible.js';

/** What a tree from a file must be like to be a `T`: the first thing in it that is not, or null. */
export type Shape<T> = ((value: unknown) => Fault | null) & { readonly of?: T };

export interface Fault {
  /** Completes "... is". */
  readonly what: string;
  /** Dotted, from the top of what was checked; empty for itself. */
  readonly path: string;
}

type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One row for each key of the type; keys without a row are left alone, so that a later version may add some. */
export function tree<T extends object>(rows: Rows<T>): Shape<T> {
  const entries = Object.entries(rows) as [string, Shape<unknown>][];
  return (value) => {
    if (!isTree(value)) return fault(value, 'an object');
    for (const [key, shape] of entries) {
      const found = shape(value[key]);
      if (found !== null) return under(key, found);
    }
    return null;
  };
}

/** A key that may be missing says so. */
export type Rows<T> = {
  readonly [Key in keyof T]-?: Partial<Pick<T, Key>> extends Pick<T, Key> ? Optional<T[Key]> : Shape<T[Key]>;
};

/** A key that may be missing. */
type Optional<T> = Shape<T> & { readonly optional: true };

export function optional<T>(shape: Shape<T>): Optional<T> {
  return Object.assign((value: unknown) => (value === undefined ? null : shape(value)), { optional: true } as const);
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value) => (value === null ? null : shape(value));
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return fault(value, 'a list');
    for (const [index, one] of value.entries()) {
      const found = shape(one);
      if (found !== null) return under(String(index), found);
    }
    return null;
  };
}

/** Values of one kind by names that anybody chose. */
export function byName<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value) => {
    if (!isTree(value)) return fault(value, 'an object');
    for (const [key, one] of Object.entries(value)) {
      const found = shape(one);
      if (found !== null) return under(key, found);
    }
    return null;
  };
}

/** A value under each of the names. */
export function eachOf<const Name extends string, T>(
  names: readonly Name[],
  shape: Shape<T>,
): Shape<Readonly<Record<Name, T>>> {
  return tree(Object.fromEntries(names.map((name) => [name, shape])) as unknown as Rows<Readonly<Record<Name, T>>>);
}

/** One of several kinds of tree, told apart by the key `kind`. */
export function byKind<T extends { readonly kind: string }>(
  shapes: {
    readonly [Kind in T['kind']]: Shape<Extract<T, { readonly kind: Kind }>>;
  },
): Shape<T> {
  return apart<T>('kind', shapes as Readonly<Record<string, Shape<T>>>);
}

/** One of several, told apart by what stands under a key. */
export function apart<T>(key: string, shapes: Readonly<Record<string, Shape<T>>>): Shape<T> {
  const known = new Map(Object.entries(shapes));
  return (value) => {
    if (!isTree(value)) return fault(value, 'an object');
    const shape = known.get(value[key] as string);
    return shape === undefined ? under(key, fault(value[key], either([...known.keys()]))) : shape(value);
  };
}

export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): Shape<T> {
  const known = new Set<unknown>(values);
  return (value) => (known.has(value) ? null : fault(value, either(values.map(String))));
}

export const text: Shape<string> = (value) => (typeof value === 'string' ? null : fault(value, 'a text'));

export const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? null : fault(value, 'true or false'));

/** A finite number within bounds. */
export function number(least: number, most: number = Number.MAX_VALUE): Shape<number> {
  return (value) =>
    typeof value === 'number' && value >= least && value <= most ? null : fault(value, range('a number', least, most));
}

/** A whole number within bounds. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? null
      : fault(value, range('a whole number', least, most));
}

/** Anything that JSON can hold, to a depth at which nothing that walks through it can fail. */
export const anything: Shape<unknown> = (value) => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return { what: `nested more than ${DEEPEST} levels deep`, path: '' };
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return null;
};

const DEEPEST = 100;

/** Both hold. */
export function both<T>(first: Shape<T>, second: Shape<unknown>): Shape<T> {
  return (value) => first(value) ?? second(value);
}

export function under(key: string, { what, path }: Fault): Fault {
  return { what, path: path === '' ? visible(key) : `${visible(key)}.${path}` };
}

function fault(value: unknown, expected: string): Fault {
  return {
    what: value === undefined ? `missing, and must be ${expected}` : `${shown(value)}, and must be ${expected}`,
    path: '',
  };
}

const LONGEST_SHOWN = 40;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isTree(value)) return 'an object';
  const json = visible(JSON.stringify(value));
  return json.length > LONGEST_SHOWN ? `${json.slice(0, LONGEST_SHOWN)}…` : json;
}

function range(kind: string, least: number, most: number): string {
  if (most === Number.MAX_VALUE || most === Number.MAX_SAFE_INTEGER) {
    return least === -most ? kind : `${kind} of at least ${least}`;
  }
  return `${kind} from ${least} to ${most}`;
}

function either(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
