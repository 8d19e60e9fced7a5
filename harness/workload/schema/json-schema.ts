import { workloadJsonSchema } from './workload.js';

const WIDTH = 120;

/** The text of `workloads/workload.schema.json`. */
export function jsonSchemaText(): string {
  return laidOut({ ...workloadJsonSchema(), title: 'A holdline workload' });
}

/** A JSON Schema as a file of this project. */
export function laidOut(schema: unknown): string {
  return `${written(schema, 0, 0)}\n`;
}

/** JSON laid out as the formatter wants it: mappings on lines of their own, lists on one line where they fit. */
function written(value: unknown, depth: number, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = '  '.repeat(depth + 1);
  const lines = (items: readonly string[], open: string, close: string): string =>
    `${open}\n${items.map((item) => inner + item).join(',\n')}\n${'  '.repeat(depth)}${close}`;
  if (Array.isArray(value)) {
    const items = value.map((item) => written(item, depth + 1, 0));
    const line = `[${items.join(', ')}]`;
    // One more column for the comma that may follow.
    return !line.includes('\n') && used + line.length + 1 <= WIDTH ? line : lines(items, '[', ']');
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const entry = ([key, item]: readonly [string, unknown]): string => {
    const label = `${JSON.stringify(key)}: `;
    return label + written(item, depth + 1, inner.length + label.length);
  };
  return lines(entries.map(entry), '{', '}');
}
