import type { MessagePort } from 'node:worker_threads';
import type { ReplayArm, SlotJob } from '../harness/model/protocol/replayer.js';
import type { HostToShard, Shard, ShardReport, ShardTask, ShardToHost } from '../harness/model/protocol/shard.js';
import { SILENT_CLIENT } from '../harness/model/workload/clients.js';
import { type AnyClient, loadClient } from './clients/index.js';
import { type Clock, realClock, virtualClock } from './clock.js';
import { type Lookup, openLookup } from './lookup/lookup.js';
import { pinSystemLookup } from './lookup/pin.js';
import { closedShare, createLoop, tickMs } from './loop/index.js';
import type { Span } from './loop/loop.js';
import { createLoopMeter, IDLE_LOOP } from './loop/meter.js';
import { createShardRecorder, type ShardRecorder } from './loop/recorder.js';
import { usePackagesOf } from './packages.js';

/** The piscina task: one thread's share of one slot, in step with the other threads through the host's port. */
export default async function replay({ task, port }: { task: ShardTask; port: MessagePort }): Promise<void> {
  const say = (message: ShardToHost) => port.postMessage(message);
  const job = jobOf(await armOf(task.arm, port), task);
  usePackagesOf(job.packageFolders);
  const client = await loadClient(job.client);
  const recorder = createShardRecorder({
    measuredFromMs: job.leadInMs,
    scheduled: job.loop.kind === 'open',
    requests: job.requests.length,
  });
  pinSystemLookup(job.endpoint);
  const shard = { job, index: task.index, lookup: await openLookup(job.endpoint.dns) };
  const run = job.simulation?.clock === 'virtual' ? replayVirtually : replayForReal;

  say({ kind: 'ready' });
  const startNs = await heard(port, 'start');
  const report = await run(shard, startNs.atNs, recorder, client, async () => {
    say({ kind: 'drained' });
    await heard(port, 'finish');
  });
  const buffer = new TextEncoder().encode(JSON.stringify(report())).buffer;
  port.postMessage({ kind: 'report', buffer } satisfies ShardToHost, [buffer]);
  port.close();
}

/** What this thread has been told of arms; a host with many of them, as for many simulated runs, has few in use at a time. */
const ARMS = new Map<number, ReplayArm>();
const MOST_ARMS = 16;

async function armOf(id: number, port: MessagePort): Promise<ReplayArm> {
  const known = ARMS.get(id);
  if (known !== undefined) return known;
  port.postMessage({ kind: 'unknown-arm' } satisfies ShardToHost);
  const { arm } = await heard(port, 'arm');
  ARMS.set(id, arm);
  for (const first of ARMS.keys()) if (ARMS.size > MOST_ARMS) ARMS.delete(first);
  return arm;
}

function jobOf(arm: ReplayArm, { slot }: ShardTask): SlotJob {
  const endpoint = { ...arm.endpoint, localAddress: slot.localAddress };
  return { ...slot, ...arm, endpoint, client: slot.simulation === null ? arm.client : SILENT_CLIENT };
}

interface ShardWithLookup extends Shard {
  readonly lookup: Lookup;
}

type Runner = (
  task: ShardWithLookup,
  startNs: bigint,
  recorder: ShardRecorder,
  client: AnyClient,
  drained: () => Promise<void>,
) => Promise<() => ShardReport>;

const replayForReal: Runner = async (task, startNs, recorder, client, drained) => {
  const clock = realClock(startNs, tickMs(task.job.loop));
  const meter = createLoopMeter();
  const share = assemble(task, clock, recorder, client);
  clock.at(task.job.leadInMs, meter.start);
  const span = await share.run();
  const use = meter.read();
  meter.stop();
  await drained();
  share.close();
  return () => ({
    tally: recorder.tally(),
    totals: recorder.totals(),
    loop: use,
    modelledCpuUs: null,
    elapsedMs: span.toMs - span.fromMs,
  });
};

const replayVirtually: Runner = async (task, _startNs, recorder, client, drained) => {
  const clock = virtualClock();
  const share = assemble(task, clock, recorder, client);
  const run = share.run();
  clock.play();
  const span = await run;
  await drained();
  return () => ({
    tally: recorder.tally(),
    totals: recorder.totals(),
    loop: IDLE_LOOP,
    modelledCpuUs: share.modelledCpuUs(),
    elapsedMs: span.toMs - span.fromMs,
  });
};

/** A thread's share of a slot, whoever drives it. */
interface Share {
  run(): Promise<Span>;
  close(): void;
  modelledCpuUs(): number | null;
}

function assemble(task: ShardWithLookup, clock: Clock, recorder: ShardRecorder, opened: AnyClient): Share {
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

function heard<Kind extends HostToShard['kind']>(
  port: MessagePort,
  kind: Kind,
): Promise<Extract<HostToShard, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    port.once('message', (message: HostToShard) => {
      if (message.kind === kind) resolve(message as Extract<HostToShard, { kind: Kind }>);
      else reject(new Error(`expected ${kind}, heard ${message.kind}`));
    });
    port.once('close', () => reject(new Error(`the host left before it said ${kind}`)));
  });
}
