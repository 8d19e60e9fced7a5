import type { Path } from '../problem.js';

/** Attributes of DynamoDB whose values are texts, and those that are lists of them. */
const TEXT_TYPES: readonly unknown[] = ['S', 'N', 'B'];
const LIST_TYPES: readonly unknown[] = ['SS', 'NS', 'BS'];

/** Whether what stands at a path is sent, or is a name, and so is the text of the file whatever YAML takes it for. */
export function isSentText(path: Path): boolean {
  if (path.length === 1) return path[0] === 'name';
  if (path[0] === 'policies') return path[2] === 'env' || path[2] === 'command';
  if (path[0] === 'service') return path[1] === 'env' || path[1] === 'command';
  if (path[0] === 'calls') return path[2] === 'answers' && (path[4] === 'headers' || path[4] === 'text');
  if (path[0] !== 'requests' || path.length < 3) return false;
  const part = path[2];
  if (part === 'key' || part === 'item') return isAttributeText(path);
  return part !== 'weight' && part !== 'json';
}

function isAttributeText(path: Path): boolean {
  const last = path.at(-1);
  return typeof last === 'number' ? LIST_TYPES.includes(path.at(-2)) : TEXT_TYPES.includes(last);
}

/** Whether a path is that of a body that is sent as JSON, or of a part of one. */
export function isInJson(path: Path): boolean {
  if (path[0] === 'calls') return path[2] === 'answers' && path[4] === 'json';
  return path[0] === 'requests' && path[2] === 'json';
}
