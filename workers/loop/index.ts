import { arrivals, shardOf } from '../../harness/model/arrivals/arrivals.js';
import { leadInRate } from '../../harness/model/arrivals/profile.js';
import { weightedPick } from '../../harness/model/pick.js';
import type { Shard } from '../../harness/model/protocol/shard.js';
import type { ClosedLoop, LoadLoop, OpenLoop, RateStage } from '../../harness/model/workload/workload.js';
import type { Clock } from '../clock.js';
import { createClosedLoop } from './closed.js';
import type { Loop } from './loop.js';
import { createOpenLoop } from './open.js';
import type { ShardRecorder } from './recorder.js';

/** The loop of one thread's share of a slot. */
export function createLoop(shard: Shard, clock: Clock, recorder: ShardRecorder): Loop {
  const { job, index } = shard;
  const { threads, leadInMs } = job;
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
        arrivals: shardOf(arrivals(job.loop.arrivals, withLeadIn(job.loop, leadInMs), job.seed), index, threads),
        // No thread may go without a connection.
        bound: Math.max(1, shareOf(job.loop.connections, index, threads)),
      });
    case 'closed':
      return createClosedLoop({ ...common, ...closedShare(shard, job.loop) });
  }
}

/** One thread's share of a closed loop. */
export function closedShare({ job, index }: Shard, loop: ClosedLoop) {
  const { threads, leadInMs, slotMs } = job;
  return {
    concurrency: shareOf(loop.concurrency, index, threads),
    count: loop.count === null ? null : shareOf(loop.count, index, threads),
    measuredFromMs: leadInMs,
    untilMs: leadInMs + slotMs,
    numberOf: (k: number) => k * threads + index,
  };
}

function withLeadIn({ stages }: OpenLoop, leadInMs: number): readonly RateStage[] {
  const rate = leadInRate(stages);
  const leadIn = { durationMs: leadInMs, fromPerSecond: rate, toPerSecond: rate };
  return leadInMs > 0 ? [leadIn, ...stages] : stages;
}

/** Shares a whole out so that the parts add up to it. */
function shareOf(whole: number, index: number, threads: number): number {
  return Math.floor((whole + index) / threads);
}

/** The shortest sleep of the clock for a loop, milliseconds. */
export function tickMs(loop: LoadLoop): number {
  return loop.kind === 'open' && loop.pacing.kind === 'timer' ? loop.pacing.tickMs : 1;
}
