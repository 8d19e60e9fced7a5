import type { MessagePort } from 'node:worker_threads';
import type { HostToShard, ShardReport, ShardTask, ShardToHost } from '../harness/model/protocol.js';
import type { Client, OpenClient } from './clients/client.js';
import { CLIENTS } from './clients/index.js';
import { type Clock, realClock, virtualClock } from './clock.js';
import type { Loop } from './loop.js';
import { createLoopMeter, IDLE_LOOP } from './loop-meter.js';
import { createLoop } from './loops.js';
import { createShardRecorder, type ShardRecorder } from './recorder.js';

/** The piscina task: one thread's share of one slot, in step with the other threads through the host's port. */
export default async function replay({ task, port }: { task: ShardTask; port: MessagePort }): Promise<void> {
  const say = (message: ShardToHost) => port.postMessage(message);
  const openClient = await CLIENTS[task.job.client]();
  const recorder = createShardRecorder({
    measuredFromMs: task.job.leadInMs,
    scheduled: task.job.loop.kind === 'open',
  });
  const run = task.job.simulation?.clock === 'virtual' ? replayVirtually : replayForReal;

  say({ kind: 'ready' });
  const startNs = await heard(port, 'start');
  const report = await run(task, startNs.atNs, recorder, openClient, async () => {
    say({ kind: 'drained' });
    await heard(port, 'finish');
  });
  const buffer = new TextEncoder().encode(JSON.stringify(report())).buffer;
  port.postMessage({ kind: 'report', buffer } satisfies ShardToHost, [buffer]);
  port.close();
}

type Runner = (
  task: ShardTask,
  startNs: bigint,
  recorder: ShardRecorder,
  openClient: OpenClient,
  drained: () => Promise<void>,
) => Promise<() => ShardReport>;

const replayForReal: Runner = async (task, startNs, recorder, openClient, drained) => {
  const clock = realClock(startNs);
  const meter = createLoopMeter();
  const { loop, client } = assemble(task, clock, recorder, openClient);
  clock.at(task.job.leadInMs, meter.start);
  const span = await loop.run(client);
  const use = meter.read();
  meter.stop();
  await drained();
  client.close();
  return () => ({
    tally: recorder.tally(),
    totals: recorder.totals(),
    loop: use,
    modelledCpuUs: null,
    elapsedMs: span.toMs - span.fromMs,
  });
};

const replayVirtually: Runner = async (task, _startNs, recorder, openClient, drained) => {
  const clock = virtualClock();
  const { loop, client } = assemble(task, clock, recorder, openClient);
  const run = loop.run(client);
  clock.play();
  const span = await run;
  await drained();
  return () => ({
    tally: recorder.tally(),
    totals: recorder.totals(),
    loop: IDLE_LOOP,
    modelledCpuUs: client.modelledCpuUs?.() ?? null,
    elapsedMs: span.toMs - span.fromMs,
  });
};

function assemble(
  task: ShardTask,
  clock: Clock,
  recorder: ShardRecorder,
  openClient: OpenClient,
): { loop: Loop; client: Client } {
  const loop = createLoop(task, clock, recorder);
  const { endpoint, policy, requests, simulation } = task.job;
  const observer = { connection: recorder.connection, ended: loop.ended };
  return { loop, client: openClient({ endpoint, policy, requests, simulation, clock, observer }) };
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
