import type { ReplayArm, ReplaySlot, SlotJob, SlotMeasurement } from '../harness/model/protocol/replayer.js';
import type { ShardReport } from '../harness/model/protocol/shard.js';
import { client } from './clients/simulated.js';
import { type VirtualClock, virtualClock } from './clock.js';
import { combine } from './combine.js';
import { IDLE_LOOP } from './loop/meter.js';
import { assemble, jobOf, recorderOf } from './share.js';

/** Events that are played before signals and timers have their turn: a tenth of a second, at most. */
const EVENTS_AT_ONCE = 20_000;

/** Replays a slot of the simulated client on its virtual clock, one shard after the other and in this very thread. */
export async function replayVirtually(arm: ReplayArm, slot: ReplaySlot): Promise<SlotMeasurement> {
  const job = jobOf(arm, slot);
  const reports: ShardReport[] = [];
  for (let index = 0; index < job.threads; index += 1) reports.push(await replayShard(job, index));
  return { ...combine(reports, { userUs: 0, systemUs: 0 }), measuredFromMs: null, cpuLateMs: null };
}

async function replayShard(job: SlotJob, index: number): Promise<ShardReport> {
  const clock = virtualClock();
  const recorder = recorderOf(job);
  const share = assemble({ job, index, lookup: null }, clock, recorder, client);
  const run = share.run();
  await playAll(clock);
  const span = await run;
  return {
    tally: recorder.tally(),
    totals: recorder.totals(),
    loop: IDLE_LOOP,
    modelledCpuUs: share.modelledCpuUs(),
    elapsedMs: span.toMs - span.fromMs,
  };
}

async function playAll(clock: VirtualClock): Promise<void> {
  do {
    await new Promise((resolve) => setImmediate(resolve));
  } while (clock.play(EVENTS_AT_ONCE));
}
