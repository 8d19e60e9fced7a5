import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { ShardReport, ShardTask, ShardToHost, SlotJob, SlotMeasurement } from '../harness/model/protocol/slot.js';
import type { CpuTime, LoopUse } from '../harness/model/run/run.js';
import { addTotals, NO_TOTALS } from '../harness/model/run/tally.js';
import { mergeShards } from '../harness/tally/tally.js';

/** Replays slots on a pool of worker threads, and measures the CPU that the whole process spends on them. */
export interface Host {
  measure(job: SlotJob): Promise<SlotMeasurement>;
  close(): Promise<void>;
}

/** Time for the shards to hear when to start. */
const START_DELAY_MS = 20;

export function createHost(threads: number): Host {
  const pool = new Piscina({
    filename: new URL('./replay.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // With atomics a worker sleeps in Atomics.wait between tasks, and its timers and sockets with it.
    atomics: 'disabled',
  });
  return {
    measure: (job) => measure(pool, job),
    close: () => pool.destroy(),
  };
}

async function measure(pool: Piscina, job: SlotJob): Promise<SlotMeasurement> {
  const shards = Array.from({ length: job.threads }, (_, index) => openShard(pool, { job, index }));
  const failure = Promise.race(shards.map((shard) => shard.task)).then(() => new Promise<never>(() => {}));
  const all = <T>(next: (shard: Shard) => Promise<T>) => Promise.race([Promise.all(shards.map(next)), failure]);

  await all((shard) => shard.hear('ready'));
  const atNs = process.hrtime.bigint() + BigInt(START_DELAY_MS * 1e6);
  for (const shard of shards) shard.port.postMessage({ kind: 'start', atNs });
  const cpuAtStart = cpuAfter(job.simulation?.clock === 'virtual' ? 0 : START_DELAY_MS + job.leadInMs);

  await all((shard) => shard.hear('drained'));
  const cpu = process.cpuUsage(await cpuAtStart);
  for (const shard of shards) shard.port.postMessage({ kind: 'finish' });
  const reports = await all(async (shard) => decode((await shard.hear('report')).buffer));
  await Promise.all(shards.map((shard) => shard.task));
  const fromMs = job.simulation?.clock === 'virtual' ? null : Number(atNs) / 1e6 + job.leadInMs;
  return { ...combine(reports, { userUs: cpu.user, systemUs: cpu.system }), measuredFromMs: fromMs };
}

interface Shard {
  readonly port: MessagePort;
  readonly task: Promise<void>;
  hear<Kind extends ShardToHost['kind']>(kind: Kind): Promise<Extract<ShardToHost, { kind: Kind }>>;
}

function openShard(pool: Piscina, task: ShardTask): Shard {
  const { port1, port2 } = new MessageChannel();
  return {
    port: port1,
    task: pool.run({ task, port: port2 }, { transferList: [port2] }),
    async hear(kind) {
      const [message] = (await once(port1, 'message')) as [ShardToHost];
      if (message.kind !== kind) throw new Error(`expected ${kind}, heard ${message.kind}`);
      return message as Extract<ShardToHost, { kind: typeof kind }>;
    },
  };
}

function cpuAfter(delayMs: number): Promise<NodeJS.CpuUsage> {
  return new Promise((resolve) => setTimeout(() => resolve(process.cpuUsage()), delayMs));
}

function decode(buffer: ArrayBuffer): ShardReport {
  return JSON.parse(new TextDecoder().decode(buffer));
}

function combine(reports: readonly ShardReport[], measuredCpu: CpuTime): Omit<SlotMeasurement, 'measuredFromMs'> {
  const modelled = reports.flatMap((report) => report.modelledCpuUs ?? []);
  const cpu = modelled.length === 0 ? measuredCpu : { userUs: modelled.reduce((a, b) => a + b, 0), systemUs: 0 };
  return {
    tally: mergeShards(reports.map((report) => report.tally)),
    totals: reports.map((report) => report.totals).reduce(addTotals, NO_TOTALS),
    cpu,
    loop: reports.map((report) => report.loop).reduce(busier),
    elapsedMs: Math.max(...reports.map((report) => report.elapsedMs)),
  };
}

function busier(a: LoopUse, b: LoopUse): LoopUse {
  return {
    utilisation: Math.max(a.utilisation, b.utilisation),
    delayP99Ms: Math.max(a.delayP99Ms, b.delayP99Ms),
    delayMaxMs: Math.max(a.delayMaxMs, b.delayMaxMs),
  };
}
