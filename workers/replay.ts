import type { MessagePort } from 'node:worker_threads';
import type { ReplayArm } from '../harness/model/protocol/replayer.js';
import type { HostToShard, ShardReport, ShardTask, ShardToHost } from '../harness/model/protocol/shard.js';
import { type AnyClient, loadClient } from './clients/index.js';
import { realClock } from './clock.js';
import { openLookup } from './lookup/lookup.js';
import { pinSystemLookup } from './lookup/pin.js';
import { tickMs } from './loop/index.js';
import { createLoopMeter } from './loop/meter.js';
import type { ShardRecorder } from './loop/recorder.js';
import { usePackagesOf } from './packages.js';
import { assemble, jobOf, recorderOf, type ShardWithLookup } from './share.js';

/** The piscina task: one thread's share of one slot, in step with the other threads through the host's port. */
export default async function replay({ task, port }: { task: ShardTask; port: MessagePort }): Promise<void> {
  const say = (message: ShardToHost) => port.postMessage(message);
  const job = jobOf(await armOf(task.arm, port), task.slot);
  usePackagesOf(job.packageFolders);
  const client = await loadClient(job.client);
  const recorder = recorderOf(job);
  pinSystemLookup(job.endpoint);
  const shard = { job, index: task.index, lookup: await openLookup(job.endpoint.dns) };

  say({ kind: 'ready' });
  const startNs = await heard(port, 'start');
  const report = await replayShard(shard, startNs.atNs, recorder, client, async () => {
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

async function replayShard(
  task: ShardWithLookup,
  startNs: bigint,
  recorder: ShardRecorder,
  client: AnyClient,
  drained: () => Promise<void>,
): Promise<() => ShardReport> {
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
