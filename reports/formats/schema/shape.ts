/** A JSON Schema of a `T`: data that is published, and held to the type by the rows that it is made of. */
export type JsonShape<T> = Readonly<Record<string, unknown>> & { readonly of?: T };

/** A key that may be missing. */
interface Optional<T> {
  readonly optional: JsonShape<T>;
}

/** One row for each key of the type, so that a key which is added to it is described, or does not compile. */
export type Rows<T> = {
  readonly [Key in keyof T]-?: Partial<Pick<T, Key>> extends Pick<T, Key>
    ? Optional<Exclude<T[Key], undefined>>
    : JsonShape<T[Key]>;
};

/** Keys without a row are allowed: a later version may have more of them. */
export function object<T extends object>(rows: Rows<T>): JsonShape<T> {
  const entries = Object.entries(rows) as [string, JsonShape<unknown> | Optional<unknown>][];
  const isOptional = (row: JsonShape<unknown> | Optional<unknown>): row is Optional<unknown> => 'optional' in row;
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, row]) => [key, isOptional(row) ? row.optional : row])),
    required: entries.filter(([, row]) => !isOptional(row)).map(([key]) => key),
  };
}

/** An object whose keys are told elsewhere. */
export function open<T extends object>(
  description: string,
  required: readonly (keyof T & string)[] = [],
): JsonShape<T> {
  return { type: 'object', description, ...(required.length > 0 && { required }) };
}

/** Values of one kind by names that anybody chose. */
export function byName<T>(shape: JsonShape<T>): JsonShape<Readonly<Record<string, T>>> {
  return { type: 'object', additionalProperties: shape };
}

export function list<T>(shape: JsonShape<T>): JsonShape<readonly T[]> {
  return { type: 'array', items: shape };
}

/** Every value of the type, and no other. */
export function oneOf<T extends string>(values: Readonly<Record<T, true>>): JsonShape<T> {
  return { enum: Object.keys(values) };
}

export function exactly<const T extends string | number | boolean>(value: T): JsonShape<T> {
  return { const: value };
}

export function either<T>(...shapes: readonly JsonShape<T>[]): JsonShape<T> {
  return { anyOf: shapes };
}

export function nullable<T>(shape: JsonShape<T>): JsonShape<T | null> {
  return typeof shape.type === 'string' ? { ...shape, type: [shape.type, 'null'] } : either({ type: 'null' }, shape);
}

export function optional<T>(shape: JsonShape<T>): Optional<T> {
  return { optional: shape };
}

/** What stands under a name in `$defs`. */
export function ref<T>(name: string): JsonShape<T> {
  return { $ref: `#/$defs/${name}` };
}

export function says<T>(description: string, shape: JsonShape<T>): JsonShape<T> {
  return { ...shape, description };
}

/** A text of which a later version may know more values. */
export function word<T extends string>(): JsonShape<T> {
  return { type: 'string' };
}

export const text: JsonShape<string> = { type: 'string' };
export const flag: JsonShape<boolean> = { type: 'boolean' };
export const number: JsonShape<number> = { type: 'number' };
export const amount: JsonShape<number> = { type: 'number', minimum: 0 };
export const count: JsonShape<number> = { type: 'integer', minimum: 0 };
export const whole: JsonShape<number> = { type: 'integer' };
