import { mistake } from '../model/mistake.js';
import type { ShardPlace } from '../model/run/shard.js';
import { once } from './verb.js';

/** How a machine is told which share of a load is its own. */
export const SHARD_FLAGS = {
  shard: once('<i>/<n>', 'replay one of n shares of every slot, counted from 0: 0/16 to 15/16; see merge', parseShard),
  startAt: once('<time>', 'when all shards begin, for example 2026-12-01T12:00:00Z', parseStartAt),
};

/** As many machines as one run may be shared out to. */
const MOST_SHARDS = 10_000;

/** As Kubernetes tells a pod of an Indexed Job; the number of pods is told by nobody, so the manifest sets it. */
const JOB_INDEX = 'JOB_COMPLETION_INDEX';
const JOB_COUNT = 'JOB_COMPLETIONS';

function parseShard(text: string): ShardPlace {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || of === undefined)
    throw mistake(`--shard ${text} is no share`, 'write its number and how many there are, as in --shard 3/16');
  return placeOf(`--shard ${text}`, index, of);
}

function placeOf(what: string, index: number, of: number): ShardPlace {
  if (of < 1 || of > MOST_SHARDS) throw mistake(`${what} is of ${of} shards`, `there can be 1 to ${MOST_SHARDS}`);
  if (index < of) return { index, of };
  throw mistake(`${what} is not there`, `shards are counted from 0: the last of ${of} is ${of - 1}/${of}`);
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970. */
export function parseStartAt(text: string): number {
  const atMs = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs))
    throw mistake(
      `--start-at ${text} is no time that all machines understand alike`,
      'write date, time and zone, as in 2026-12-01T12:00:00Z',
    );
  return atMs;
}

/** The flag, or what an Indexed Job says; null is all of the load. Throws UserMistake where only one half is told. */
export function shardPlace(
  given: ShardPlace | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ShardPlace | null {
  if (given !== undefined) return given;
  const { [JOB_INDEX]: index, [JOB_COUNT]: count } = env;
  if (index === undefined && count === undefined) return null;
  // Every pod of a job would send all of the load.
  if (index === undefined || count === undefined || !isCount(index) || !isCount(count))
    throw mistake(
      `${JOB_INDEX} is ${index ?? 'not set'} and ${JOB_COUNT} is ${count ?? 'not set'}`,
      'set both to whole numbers, or name the share with --shard, as in --shard 3/16',
    );
  return placeOf(`${JOB_INDEX}=${index}`, Number(index), Number(count));
}

function isCount(text: string): boolean {
  return /^\d{1,6}$/.test(text);
}
