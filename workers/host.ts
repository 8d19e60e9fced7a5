import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { ReplayArm, ReplaySlot, SlotJob, SlotMeasurement } from '../harness/model/protocol/replayer.js';
import type { HostToShard, ShardReport, ShardTask, ShardToHost } from '../harness/model/protocol/shard.js';
import { combine } from './combine.js';
import { replayVirtually } from './virtual.js';

/** Replays slots on a pool of worker threads, and measures the CPU that the whole process spends on them. */
export interface Host {
  /** Keeps the arm for its slots; each thread is told of it once, when it first needs it. */
  open(arm: ReplayArm): OpenArm;
  /** The one slot of an arm that is not kept. */
  measure(job: SlotJob): Promise<SlotMeasurement>;
  close(): Promise<void>;
}

export interface OpenArm {
  replaySlot(slot: ReplaySlot): Promise<SlotMeasurement>;
}

/** Time for the shards to hear when to start. */
const START_DELAY_MS = 20;

/** The threads, as a host needs them. */
export interface Pool {
  run(share: { task: ShardTask; port: MessagePort }, options: { transferList: MessagePort[] }): Promise<void>;
  destroy(): Promise<void>;
}

export function openPool(threads: number): Pool {
  return new Piscina({
    filename: new URL('./replay.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // Nobody reads its histograms, which take a twentieth of a second to make.
    recordTiming: false,
    // With atomics a worker sleeps in Atomics.wait between tasks, and its timers and sockets with it.
    atomics: 'disabled',
  });
}

/** Without threads of its own, or those that it is given, until a slot needs them: a virtual clock never does. */
export function createHost(threads: number, given: Pool | null = null): Host {
  let arms = 0;
  let pool = given;
  const threadsNow = () => {
    pool ??= openPool(threads);
    return pool;
  };
  const open = (arm: ReplayArm): OpenArm => {
    arms += 1;
    const id = arms;
    let known: KnownArm | null = null;
    const replayForReal = (slot: ReplaySlot) => {
      known ??= { arm: sharedByThreads(arm), id };
      return replaySlot(threadsNow(), known, slot);
    };
    return {
      replaySlot: (slot) => (slot.simulation?.clock === 'virtual' ? replayVirtually(arm, slot) : replayForReal(slot)),
    };
  };
  return {
    open,
    measure: (job) => open(job).replaySlot(job),
    close: async () => pool?.destroy(),
  };
}

/** The bytes of a feed stand in memory once, however many threads read them. */
function sharedByThreads(arm: ReplayArm): ReplayArm {
  if (arm.feed === undefined) return arm;
  const { bytes, ends } = arm.feed;
  const sharedBytes = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  const sharedEnds = new Uint32Array(new SharedArrayBuffer(ends.byteLength));
  sharedBytes.set(bytes);
  sharedEnds.set(ends);
  return { ...arm, feed: { ...arm.feed, bytes: sharedBytes, ends: sharedEnds } };
}

/** An arm and the number by which the threads of a host know it. */
interface KnownArm {
  readonly id: number;
  readonly arm: ReplayArm;
}

async function replaySlot(pool: Pool, known: KnownArm, slot: ReplaySlot): Promise<SlotMeasurement> {
  const shards = Array.from({ length: known.arm.threads }, (_, index) => openShard(pool, known, slot, index));
  try {
    return await converse(shards, slot);
  } finally {
    // The others of one that failed wait for a word that does not come: they hear that the host has left.
    for (const shard of shards) shard.close();
  }
}

async function converse(shards: readonly Shard[], slot: ReplaySlot): Promise<SlotMeasurement> {
  // The first that fails decides, whichever have succeeded before.
  const failure = Promise.all(shards.map((shard) => shard.task)).then(() => new Promise<never>(() => {}));
  const all = <T>(next: (shard: Shard) => Promise<T>) => Promise.race([Promise.all(shards.map(next)), failure]);

  await all((shard) => shard.hear('ready'));
  const atNs = process.hrtime.bigint() + BigInt(START_DELAY_MS * 1e6);
  for (const shard of shards) shard.say({ kind: 'start', atNs });
  const cpuAtStart = cpuAfter(START_DELAY_MS + slot.leadInMs);

  await all((shard) => shard.hear('drained'));
  const { usage, lateMs } = await cpuAtStart;
  const cpu = process.cpuUsage(usage);
  for (const shard of shards) shard.say({ kind: 'finish' });
  const reports = await all(async (shard) => decode((await shard.hear('report')).buffer));
  await Promise.all(shards.map((shard) => shard.task));
  const combined = combine(reports, { userUs: cpu.user, systemUs: cpu.system });
  return { ...combined, measuredFromMs: Number(atNs) / 1e6 + slot.leadInMs, cpuLateMs: lateMs };
}

interface Shard {
  readonly task: Promise<void>;
  say(message: HostToShard): void;
  hear<Kind extends ShardToHost['kind']>(kind: Kind): Promise<Extract<ShardToHost, { kind: Kind }>>;
  close(): void;
}

function openShard(pool: Pool, { id, arm }: KnownArm, slot: ReplaySlot, index: number): Shard {
  const { port1, port2 } = new MessageChannel();
  const task: ShardTask = { arm: id, slot, index };
  const say = (message: HostToShard) => port1.postMessage(message);
  const next = async () => {
    const [message] = (await once(port1, 'message')) as [ShardToHost];
    return message;
  };
  return {
    say,
    task: pool.run({ task, port: port2 }, { transferList: [port2] }),
    async hear(kind) {
      let message = await next();
      if (message.kind === 'unknown-arm') {
        say({ kind: 'arm', arm });
        message = await next();
      }
      if (message.kind !== kind) throw new Error(`expected ${kind}, heard ${message.kind}`);
      return message as Extract<ShardToHost, { kind: typeof kind }>;
    },
    close: () => port1.close(),
  };
}

/** What the process has used at the end of the lead-in, and how late that was read: a busy event loop keeps a timer. */
interface CpuReading {
  readonly usage: NodeJS.CpuUsage;
  readonly lateMs: number;
}

function cpuAfter(delayMs: number): Promise<CpuReading> {
  const dueMs = performance.now() + delayMs;
  return new Promise((resolve) =>
    setTimeout(() => resolve({ usage: process.cpuUsage(), lateMs: Math.max(0, performance.now() - dueMs) }), delayMs),
  );
}

function decode(buffer: ArrayBuffer): ShardReport {
  return JSON.parse(new TextDecoder().decode(buffer));
}
