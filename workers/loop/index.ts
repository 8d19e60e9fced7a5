import { arrivals, shardOf } from '../../harness/model/arrivals/arrivals.js';
import { leadInRate } from '../../harness/model/arrivals/profile.js';
import { weightedPick } from '../../harness/model/pick.js';
import type { Shard } from '../../harness/model/protocol/shard.js';
import type { ShardPlace } from '../../harness/model/run/shard.js';
import type { ClosedLoop, LoadLoop, OpenLoop, RateStage } from '../../harness/model/workload/workload.js';
import type { Clock } from '../clock.js';
import { createClosedLoop } from './closed.js';
import type { Loop } from './loop.js';
import { createOpenLoop } from './open.js';
import type { ShardRecorder } from './recorder.js';

const ALONE: ShardPlace = { index: 0, of: 1 };

/** The loop of one thread's share of a slot. */
export function createLoop(shard: Shard, clock: Clock, recorder: ShardRecorder): Loop {
  const { job } = shard;
  const { leadInMs } = job;
  const { index, of } = placeOf(shard);
  const common = {
    clock,
    recorder,
    measuredFromMs: leadInMs,
    timeoutMs: job.policy.requestTimeoutMs,
    templateOf: weightedPick(
      job.requests.map((request) => request.weight),
      job.seed,
    ),
  };
  switch (job.loop.kind) {
    case 'open':
      return createOpenLoop({
        ...common,
        pacing: job.loop.pacing.kind,
        arrivals: shardOf(arrivals(job.loop.arrivals, withLeadIn(job.loop, leadInMs), job.seed), index, of),
        // No thread may go without a connection.
        bound: Math.max(1, shareFor(shard, job.loop.connections)),
      });
    case 'closed':
      return createClosedLoop({ ...common, ...closedShare(shard, job.loop) });
  }
}

/** One thread's share of a closed loop. */
export function closedShare(shard: Shard, loop: ClosedLoop) {
  const { leadInMs, slotMs } = shard.job;
  const { index, of } = placeOf(shard);
  return {
    concurrency: shareFor(shard, loop.concurrency),
    count: loop.count === null ? null : shareFor(shard, loop.count),
    measuredFromMs: leadInMs,
    untilMs: leadInMs + slotMs,
    numberOf: (k: number) => k * of + index,
  };
}

function withLeadIn({ stages }: OpenLoop, leadInMs: number): readonly RateStage[] {
  const rate = leadInRate(stages);
  const leadIn = { durationMs: leadInMs, fromPerSecond: rate, toPerSecond: rate };
  return leadInMs > 0 ? [leadIn, ...stages] : stages;
}

/** The thread's place among all threads of all machines: those of one machine have every `of`-th arrival together. */
function placeOf({ job: { threads, among = ALONE }, index }: Shard): ShardPlace {
  return { index: among.index + among.of * index, of: among.of * threads };
}

/** The part of a whole that the thread has: of the machine's part, so that it matters to no other how many threads one has. */
function shareFor({ job: { threads, among = ALONE }, index }: Shard, whole: number): number {
  return shareOf(shareOf(whole, among.index, among.of), index, threads);
}

/** Shares a whole out so that the parts add up to it. */
function shareOf(whole: number, index: number, threads: number): number {
  return Math.floor((whole + index) / threads);
}

/** The shortest sleep of the clock for a loop, milliseconds. */
export function tickMs(loop: LoadLoop): number {
  return loop.kind === 'open' && loop.pacing.kind === 'timer' ? loop.pacing.tickMs : 1;
}
