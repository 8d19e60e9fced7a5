import path from 'node:path';
import { mistake } from '../model/mistake.js';
import type { Plan } from '../model/run/plan.js';
import { MOST_AHEAD_MS, type ShardPlace, type ShardRun, shardName } from '../model/run/shard.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { connectionBound } from '../model/workload/workload.js';
import { timetableOf } from '../plan/timetable.js';
import { timeName } from '../run/record/folder.js';
import { clockOf } from '../run/targets/index.js';
import { networkNamespace } from '../system/network-namespace.js';

/** Without a time that was named, all who start within the same minute agree on the next full one. */
const MINUTE_MS = 60_000;
/** Replayers take a moment to start. */
const LEAST_AHEAD_MS = 10_000;

const DAY_MS = 86_400_000;

/** What the record of a shard says of it. Throws UserMistake where the plan cannot be shared out, or its time is over. */
export function shardRun(plan: Plan, place: ShardPlace, startAtMs: number | undefined, nowMs: number): ShardRun {
  requireShareable(plan, place);
  const network = networkNamespace();
  const common = { ...place, ...(network !== null && { network }) };
  if (targetFacts(plan.workload.target).clock === 'virtual') return { ...common, startAt: null };
  const atMs = startAtMs ?? Math.ceil((nowMs + LEAST_AHEAD_MS) / MINUTE_MS) * MINUTE_MS;
  const endMs = atMs + timetableOf(plan).durationMs;
  const startAt = new Date(atMs).toISOString();
  if (endMs < nowMs)
    throw mistake(`the run that starts at ${startAt} is over`, 'name a time that lies ahead with --start-at');
  if (atMs - nowMs > MOST_AHEAD_MS)
    throw mistake(
      `the start at ${startAt} is ${((atMs - nowMs) / DAY_MS).toFixed(1)} days ahead, and a shard would wait for it without a word`,
      'name a time within the next day with --start-at, or start the shards later',
    );
  return { ...common, startAt };
}

/** Asking takes a second and a half, which a shard that starts soon does not have. */
const LEAST_FOR_CLOCK_MS = 8000;

/** Holds the clock of this machine against the target's, which is the same for all shards. */
export async function withClock(shard: ShardRun, plan: Plan, addresses: readonly string[] | null): Promise<ShardRun> {
  if (shard.startAt === null || Date.parse(shard.startAt) - Date.now() < LEAST_FOR_CLOCK_MS) return shard;
  const heard = await clockOf(plan.workload.target, addresses);
  if (heard === null) return shard;
  const { aheadMs, sent } = heard;
  return { ...shard, asked: sent, ...(aheadMs !== null && { clockAheadMs: aheadMs }) };
}

function requireShareable({ workload }: Plan, { of }: ShardPlace): void {
  const { target, load } = workload;
  const { clock, origin } = targetFacts(target);
  if (clock === 'real' && origin === null)
    throw mistake(
      `the target is started with the run, so ${of} shards would call ${of} of them`,
      'start the server on its own, and name it with target: { url: ... }',
    );
  const [bound, needed] = [connectionBound(load), of * load.threads];
  if (bound < needed)
    throw mistake(
      `load.connections is ${bound} for all shards together, and ${of} shards of ${load.threads} threads need one for each thread`,
      `write connections: ${needed} or more under load`,
    );
}

/** Where a shard is written without a folder of its own name: beside the other shards of the same start. */
export function defaultShardFolder(workload: string, { index, startAt }: ShardRun, now: Date): string {
  const at = timeName(startAt === null ? now : new Date(startAt));
  return path.join('runs', `${workload}-shards`, at, String(index));
}

/** Said when a shard has been told what to do. */
export function announcement(shard: ShardRun, nowMs: number): string {
  if (shard.startAt === null) return shardName(shard);
  const aheadMs = Date.parse(shard.startAt) - nowMs;
  const when = aheadMs >= 0 ? `in ${spanText(aheadMs)}; it waits until then` : `${spanText(-aheadMs)} ago`;
  return `${shardName(shard)} starts at ${shard.startAt}, ${when}`;
}

/** Seconds where they are what a person counts, and hours and minutes beyond. */
function spanText(ms: number): string {
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
