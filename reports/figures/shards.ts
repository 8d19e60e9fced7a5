import { count } from './figures.js';

/** So many are told by their number; the others are counted. */
const MOST_TOLD = 5;

/** "shard 3", "shards 1 and 3", "shards 0, 1, 2, 3, 4 and 995 more". */
export function shardsText(numbers: readonly number[]): string {
  const told = numbers.slice(0, MOST_TOLD).map(String);
  const more = numbers.length - told.length;
  const last = more > 0 ? `${count(more)} more` : told.length > 1 ? told.pop()! : null;
  return `shard${numbers.length === 1 ? '' : 's'} ${told.join(', ')}${last === null ? '' : ` and ${last}`}`;
}
