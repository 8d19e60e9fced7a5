import { arrivals, shardOf } from '../../harness/model/arrivals/arrivals.js';
import { leadInRate } from '../../harness/model/arrivals/profile.js';
import { weightedPick } from '../../harness/model/pick.js';
import type { SlotJob } from '../../harness/model/protocol/replayer.js';
import type { Shard } from '../../harness/model/protocol/shard.js';
import type { LoadLoop, RateStage } from '../../harness/model/workload/workload.js';
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
        pacing: job.loop.pacing,
        arrivals: shardOf(arrivals(job.arrivals, withLeadIn(job), job.seed), index, threads),
        // No thread may go without a connection.
        bound: Math.max(1, shareOf(job.connections, index, threads)),
      });
    case 'closed':
      return createClosedLoop({ ...common, ...closedShare(shard, job.loop) });
  }
}

/** One thread's share of a closed loop. */
export function closedShare({ job, index }: Shard, loop: Extract<LoadLoop, { kind: 'closed' }>) {
  const { threads, leadInMs, slotMs } = job;
  return {
    concurrency: shareOf(loop.concurrency, index, threads),
    count: loop.count === null ? null : shareOf(loop.count, index, threads),
    measuredFromMs: leadInMs,
    untilMs: leadInMs + slotMs,
    numberOf: (k: number) => k * threads + index,
  };
}

function withLeadIn(job: SlotJob): readonly RateStage[] {
  const rate = leadInRate(job.stages);
  const leadIn = { durationMs: job.leadInMs, fromPerSecond: rate, toPerSecond: rate };
  return job.leadInMs > 0 ? [leadIn, ...job.stages] : job.stages;
}

/** Shares a whole out so that the parts add up to it. */
function shareOf(whole: number, index: number, threads: number): number {
  return Math.floor((whole + index) / threads);
}

/** The shortest sleep of the clock for a loop, milliseconds. */
export function tickMs(loop: LoadLoop): number {
  return loop.kind === 'open' && loop.pacing === 'timer' ? loop.tickMs : 1;
}
