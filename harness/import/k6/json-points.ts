import type { ReadLine, Seen, Tags } from './point.js';

/** `--out json`: a JSON object in each line, whose keys may stand in any order. */
export const readJsonLine: ReadLine = (text) => {
  if (text.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text.startsWith('{') ? 'is cut off, or damaged' : 'is no JSON';
  }
  return isTree(value) ? seenOf(value) : 'is no object';
};

type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function seenOf({ type, metric, data }: Tree): Seen | string {
  if (typeof metric !== 'string' || !isTree(data)) return 'is no point of k6';
  if (type === 'Metric')
    return { kind: 'metric', metric, type: String(data.type), thresholds: textsOf(data.thresholds) };
  if (type !== 'Point') return `is of the type ${JSON.stringify(type)}, and k6 knows Point and Metric`;
  const { time, value, tags } = data;
  const timeMs = typeof time === 'string' ? timeOf(time) : Number.NaN;
  if (typeof value !== 'number' || Number.isNaN(timeMs)) return 'is a point without a value or a time';
  if (!isTree(tags)) return { kind: 'point', metric, value, timeMs, tags: NO_TAGS };
  return isTags(tags) ? { kind: 'point', metric, value, timeMs, tags } : 'has a tag that is no text';
}

const NO_TAGS: Tags = {};

function isTags(tags: Tree): tags is Tags {
  for (const name in tags) if (typeof tags[name] !== 'string') return false;
  return true;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** RFC 3339 with any number of digits behind the second; Date reads three of them. */
export function timeOf(text: string): number {
  const plain = Date.parse(text);
  if (!Number.isNaN(plain)) return plain;
  return Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
}
