import { z } from 'zod';
import { isMapping, type Path, type Reader } from '../problem.js';
import { readFlag } from '../readers/plain.js';

/** The schema language of workload files: what a value may be, read by functions of our own. */
export const mapping = z.strictObject;
export const list = z.array;
export const choice = z.enum;
export const anything = z.unknown;
export type Read<T extends z.ZodType> = z.output<T>;

/** A shape that is made of a table, with the type that the table promises. */
export function typed<T>(shape: z.ZodType): z.ZodType<T> {
  return shape as z.ZodType<T>;
}

/** One value, read by a function of our own so that every message is ours; `json` describes it to editors. */
export function value<T>(read: Reader<T>, json: Readonly<Record<string, unknown>>, help: string) {
  return z
    .unknown()
    .transform((input, context): T => {
      const reading = read(input);
      if (reading.ok) return reading.value;
      context.addIssue({ code: 'custom', message: reading.wrong, params: { right: reading.right } });
      return z.NEVER;
    })
    .meta({ ...json, description: help });
}

const MAPPINGS = new WeakMap<z.ZodType, z.ZodObject | z.ZodRecord>();

/** A mapping of free names. The library leaves out `__proto__`, which is a name like any other in what is sent. */
export function named<T extends z.ZodType>(item: T, help: string, more: Readonly<Record<string, unknown>> = {}) {
  const record = z.record(z.string(), item);
  const { $schema: _, ...json } = jsonSchemaOf(record);
  const schema = z
    .unknown()
    .transform((input, context): Readonly<Record<string, z.output<T>>> => {
      const parsed = record.safeParse(input);
      const issues: z.core.$ZodIssue[] = [...(parsed.error?.issues ?? [])];
      const entries = Object.entries(parsed.data ?? {});
      if (isMapping(input) && Object.hasOwn(input, PROTO)) {
        const own = item.safeParse(Object.getOwnPropertyDescriptor(input, PROTO)?.value);
        if (own.success) entries.push([PROTO, own.data]);
        else issues.push(...own.error.issues.map((issue) => ({ ...issue, path: [PROTO, ...issue.path] })));
      }
      // Their types differ only in whether the input may be missing.
      context.issues.push(...(issues as unknown as typeof context.issues));
      return issues.length === 0 ? (Object.fromEntries(entries) as Record<string, z.output<T>>) : z.NEVER;
    })
    .meta({ ...json, ...more, description: help });
  MAPPINGS.set(schema, record);
  return schema;
}

const PROTO = '__proto__';

/** A mapping; `true` is the one with every default, and `false` is none. */
export function mappingOrFlag<T extends z.ZodObject>(inner: T, help: string) {
  const either = value(readFlag, {}, help);
  const { $schema: _, ...json } = jsonSchemaOf(inner);
  const schema = z
    .unknown()
    .transform((input, context): z.output<T> | false => {
      const parsed = isMapping(input) ? inner.safeParse(input) : either.safeParse(input);
      if (parsed.success) return typeof parsed.data === 'boolean' ? parsed.data && inner.parse({}) : parsed.data;
      // Their types differ only in whether the input may be missing.
      context.issues.push(...(parsed.error.issues as unknown as typeof context.issues));
      return z.NEVER;
    })
    .meta({ anyOf: [{ type: 'boolean' }, json], description: help });
  MAPPINGS.set(schema, inner);
  return schema;
}

/** A mapping, or a value that is none. */
export function mappingOr<T extends z.ZodObject, V extends z.ZodType>(inner: T, single: V, help: string) {
  const { $schema: _, ...json } = jsonSchemaOf(inner);
  const { $schema: __, description: ___, ...plain } = jsonSchemaOf(single);
  const schema = z
    .unknown()
    .transform((input, context): z.output<T> | z.output<V> => {
      const parsed = isMapping(input) ? inner.safeParse(input) : single.safeParse(input);
      if (parsed.success) return parsed.data as z.output<T> | z.output<V>;
      // Their types differ only in whether the input may be missing.
      context.issues.push(...(parsed.error.issues as unknown as typeof context.issues));
      return z.NEVER;
    })
    .meta({ anyOf: [plain, json], description: help });
  MAPPINGS.set(schema, inner);
  return schema;
}

/** The keys that the mapping at a path may have; empty where the keys are free. */
export function knownKeys(schema: z.ZodType, path: Path): readonly string[] {
  const inner = unwrapped(schema);
  const [part, ...rest] = path;
  if (part === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  const child = childOf(inner, part);
  return child === null ? [] : knownKeys(child, rest);
}

/** As much of a tree as can be read, in the structure of the schema; what is wrong is undefined. */
function salvage(schema: z.ZodType, tree: unknown): unknown {
  const whole = schema.safeParse(tree);
  return whole.success ? whole.data : salvageParts(schema, tree);
}

/** The same of a tree that is known to be wrong as a whole. */
export function salvageParts(schema: z.ZodType, tree: unknown): unknown {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) {
    return Array.isArray(tree) ? tree.map((item) => salvage(inner.element as z.ZodType, item)) : undefined;
  }
  if (!(inner instanceof z.ZodObject || inner instanceof z.ZodRecord) || !isMapping(tree)) return undefined;
  const keys = inner instanceof z.ZodObject ? Object.keys(inner.shape) : Object.keys(tree);
  return Object.fromEntries(
    keys.flatMap((key) => {
      const child = childOf(inner, key);
      return child === null ? [] : [[key, salvage(child, Object.hasOwn(tree, key) ? tree[key] : undefined)]];
    }),
  );
}

/** The JSON Schema (2020-12) of what a user may write. */
export function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(schema, { io: 'input' });
}

function childOf(schema: z.ZodType, part: string | number): z.ZodType | null {
  if (schema instanceof z.ZodObject) return (schema.shape[part] as z.ZodType | undefined) ?? null;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : null;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const inner = MAPPINGS.get(schema);
  if (inner !== undefined) return inner;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}
