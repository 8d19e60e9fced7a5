import type { ReplayArm, ReplaySlot, SlotJob } from '../harness/model/protocol/replayer.js';
import type { Shard } from '../harness/model/protocol/shard.js';
import { SILENT_CLIENT } from '../harness/model/workload/clients.js';
import type { AnyClient } from './clients/index.js';
import type { Clock } from './clock.js';
import type { Lookup } from './lookup/lookup.js';
import { closedShare, createLoop } from './loop/index.js';
import type { Span } from './loop/loop.js';
import { createShardRecorder, type ShardRecorder } from './loop/recorder.js';

/** A thread's share of a slot, whoever drives it. */
interface Share {
  run(): Promise<Span>;
  close(): void;
  modelledCpuUs(): number | null;
}

export function jobOf(arm: ReplayArm, slot: ReplaySlot): SlotJob {
  const endpoint = { ...arm.endpoint, localAddress: slot.localAddress };
  return { ...slot, ...arm, endpoint, client: slot.simulation === null ? arm.client : SILENT_CLIENT };
}

export function recorderOf({ leadInMs, loop, requests }: SlotJob): ShardRecorder {
  return createShardRecorder({
    measuredFromMs: leadInMs,
    scheduled: loop.kind === 'open',
    requests: requests.length,
  });
}

export interface ShardWithLookup extends Shard {
  readonly lookup: Lookup;
}

export function assemble(task: ShardWithLookup, clock: Clock, recorder: ShardRecorder, opened: AnyClient): Share {
  const { endpoint, policy, requests, feed, simulation, loop: kind } = task.job;
  const arm = { endpoint, policy, requests, ...(feed === undefined ? {} : { feed }), clock };
  if (typeof opened !== 'function') {
    if (kind.kind === 'open') throw new Error(`${task.job.client} has no open loop`);
    const options = { ...arm, recorder, ...closedShare(task, kind) };
    return { run: () => opened.drive(options), close: () => {}, modelledCpuUs: () => null };
  }
  const loop = createLoop(task, clock, recorder);
  const observer = { connection: recorder.connection, ended: loop.ended, evidence: recorder.evidence };
  const client = opened({ ...arm, simulation, observer, lookup: task.lookup });
  return {
    run: () => loop.run(client),
    close: () => client.close(),
    modelledCpuUs: () => client.modelledCpuUs?.() ?? null,
  };
}
