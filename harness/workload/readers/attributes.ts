import { isMapping, type Reader, right, wrong } from '../problem.js';

export type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'];

/** Attributes as DynamoDB has them: every value says its type. */
export const readAttributes: Reader<Attributes> = (value) => {
  const remedy = 'write typed attributes, such as { id: { S: "42" }, count: { N: "7" } }';
  if (!isMapping(value) || Object.keys(value).length === 0)
    return wrong('which is not a mapping of attributes', remedy);
  const untyped = Object.entries(value).find(([, attribute]) => !isTyped(attribute));
  return untyped === undefined
    ? right(value as Attributes)
    : wrong(`whose attribute \`${untyped[0]}\` has no type`, remedy);
};

function isTyped(attribute: unknown): boolean {
  const keys = isMapping(attribute) ? Object.keys(attribute) : [];
  return keys.length === 1 && TYPES.includes(keys[0]!);
}
