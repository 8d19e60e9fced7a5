import type { Run } from '../../model/run/run.js';
import { type ShardRun, shardName } from '../../model/run/shard.js';
import type { Workload } from '../../model/workload/workload.js';

/** A shard that was read, and from where. */
export interface ShardFile {
  readonly place: string;
  readonly run: Run & { readonly shard: ShardRun };
}

/** In what two shards are not shares of the same run, with both of what they have; null where they are. */
export function difference(one: ShardFile, other: ShardFile): string | null {
  for (const [what, pick] of ASKED) {
    const [ours, theirs] = [pick(one.run), pick(other.run)];
    if (ours !== theirs) return said(one, other, what, ours, theirs);
  }
  const found = firstDifference(askedBy(one.run.plan.workload), askedBy(other.run.plan.workload), []);
  return found === null ? null : said(one, other, `the workload's ${found.path}`, found.one, found.other);
}

const ASKED: readonly (readonly [string, (run: ShardFile['run']) => unknown])[] = [
  ['the version of holdline', ({ environment }) => environment.holdline],
  ['the version of Node.js', ({ environment }) => environment.node],
  ['the number of shards', ({ shard }) => shard.of],
  ['the start', ({ shard }) => shard.startAt],
  ['the seed', ({ plan }) => plan.workload.load.seed],
];

function said(one: ShardFile, other: ShardFile, what: string, ours: unknown, theirs: unknown): string {
  const name = ({ run, place }: ShardFile) => `${shardName(run.shard)} (${place})`;
  return `${what} is ${short(ours)} in ${name(one)} and ${short(theirs)} in ${name(other)}`;
}

/** How many threads a machine has changes nothing of what all of them send. */
function askedBy({ load, ...workload }: Workload): unknown {
  const { threads: _, ...rest } = load;
  return { ...workload, load: rest };
}

interface Difference {
  /** Dotted. */
  readonly path: string;
  readonly one: unknown;
  readonly other: unknown;
}

function firstDifference(one: unknown, other: unknown, path: readonly string[]): Difference | null {
  if (!isParent(one) || !isParent(other)) return Object.is(one, other) ? null : { path: path.join('.'), one, other };
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = firstDifference(one[key], other[key], [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

function isParent(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const LONGEST = 60;

function short(value: unknown): string {
  const text = value === undefined ? 'missing' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
