import type { MessagePort } from 'node:worker_threads';
import { arrivals, shardOf } from '../harness/model/arrivals/arrivals.js';
import { weightedPick } from '../harness/model/pick.js';
import type { HostToShard, ShardReport, ShardTask, ShardToHost, SlotJob } from '../harness/model/protocol.js';
import type { RateStage } from '../harness/model/workload.js';
import type { Client, OpenClient } from './clients/client.js';
import { CLIENTS } from './clients/index.js';
import { type Clock, realClock, virtualClock } from './clock.js';
import { type Lookup, openLookup } from './lookup/lookup.js';
import { createLoopMeter, IDLE_LOOP } from './loop-meter.js';
import { createOpenLoop, type OpenLoop } from './open-loop.js';
import { createShardRecorder, type ShardRecorder } from './recorder.js';

/** The piscina task: one thread's share of one slot, in step with the other threads through the host's port. */
export default async function replay({ task, port }: { task: ShardTask; port: MessagePort }): Promise<void> {
  const say = (message: ShardToHost) => port.postMessage(message);
  const openClient = await CLIENTS[task.job.client]();
  const recorder = createShardRecorder(task.job.leadInMs);
  const shard = { ...task, lookup: await openLookup(task.job.endpoint.dns) };
  const run = task.job.simulation?.clock === 'virtual' ? replayVirtually : replayForReal;

  say({ kind: 'ready' });
  const startNs = await heard(port, 'start');
  const report = await run(shard, startNs.atNs, recorder, openClient, async () => {
    say({ kind: 'drained' });
    await heard(port, 'finish');
  });
  const buffer = new TextEncoder().encode(JSON.stringify(report())).buffer;
  port.postMessage({ kind: 'report', buffer } satisfies ShardToHost, [buffer]);
  port.close();
}

interface Shard extends ShardTask {
  readonly lookup: Lookup;
}

type Runner = (
  task: Shard,
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
  await loop.run(client);
  const elapsedMs = clock.nowMs() - task.job.leadInMs;
  const use = meter.read();
  meter.stop();
  await drained();
  client.close();
  return () => ({
    tally: recorder.tally(),
    totals: recorder.totals(),
    loop: use,
    modelledCpuUs: null,
    elapsedMs,
  });
};

const replayVirtually: Runner = async (task, _startNs, recorder, openClient, drained) => {
  const clock = virtualClock();
  const { loop, client } = assemble(task, clock, recorder, openClient);
  const run = loop.run(client);
  clock.play();
  await run;
  await drained();
  return () => ({
    tally: recorder.tally(),
    totals: recorder.totals(),
    loop: IDLE_LOOP,
    modelledCpuUs: client.modelledCpuUs?.() ?? null,
    elapsedMs: clock.nowMs() - task.job.leadInMs,
  });
};

function assemble(
  { job, index, lookup }: Shard,
  clock: Clock,
  recorder: ShardRecorder,
  openClient: OpenClient,
): { loop: OpenLoop; client: Client } {
  const loop = createOpenLoop({
    clock,
    arrivals: shardOf(arrivals(job.arrivals, withLeadIn(job), job.seed), index, job.threads),
    measuredFromMs: job.leadInMs,
    bound: boundOf(job.connections, index, job.threads),
    timeoutMs: job.policy.requestTimeoutMs,
    templateOf: weightedPick(
      job.requests.map((request) => request.weight),
      job.seed,
    ),
    recorder,
  });
  const { endpoint, policy, requests, simulation } = job;
  const observer = { connection: recorder.connection, ended: loop.ended };
  return { loop, client: openClient({ endpoint, policy, requests, simulation, clock, observer, lookup }) };
}

/** The lead-in holds the first rate of the slot. */
function withLeadIn(job: SlotJob): readonly RateStage[] {
  const rate = job.stages[0]?.fromPerSecond ?? 0;
  const leadIn = { durationMs: job.leadInMs, fromPerSecond: rate, toPerSecond: rate };
  return job.leadInMs > 0 ? [leadIn, ...job.stages] : job.stages;
}

/** Shares the bound out so that the parts add up to it, and no thread gets none. */
function boundOf(connections: number, index: number, threads: number): number {
  return Math.max(1, Math.floor((connections + index) / threads));
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
