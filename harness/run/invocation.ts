import type { PackageFolders, SlotMeasurement, TargetReading } from '../model/protocol/slot.js';
import type { Plan, SlotPlan } from '../model/run/plan.js';
import { type BlockId, cpuUsPerRequest, type SlotRecord, type TargetUse } from '../model/run/run.js';
import type { ServiceRecord } from '../model/run/service-use.js';
import { READER, type ShardPlace } from '../model/run/shard.js';
import { traitsOf } from '../model/workload/clients.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { clientOf, type FeedRows, type RequestTemplate, type Workload } from '../model/workload/workload.js';
import { endChildren } from '../system/child.js';
import { type MachineReading, machineUse, noReading, readMachine } from '../system/machine.js';
import { guardsOf } from './guards.js';
import { measuredSlot, overheadSlot, replayArm, type SlotContext, warmupSlot } from './jobs.js';
import { lateness } from './pace.js';
import { openReplayer, type Replayer } from './replayers/local.js';
import { serviceUse } from './service/use-between.js';
import { openTarget } from './targets/index.js';
import type { Edge, OpenContext, ServiceLook } from './targets/running-target.js';
import { sourceOf } from './targets/source-address.js';
import { testimoniesOf } from './witnesses/index.js';
import type { Look } from './witnesses/witness.js';

export interface InvocationOptions {
  readonly plan: Plan;
  /** With their secrets filled in. */
  readonly requests: readonly RequestTemplate[];
  /** What fills the templates of the requests, or null. */
  readonly feed: FeedRows | null;
  /** Of the target's host, as they were checked; null where it has none, or any are allowed. */
  readonly addresses?: readonly string[] | null;
  readonly pins?: NonNullable<OpenContext['pins']>;
  readonly packageFolders?: PackageFolders;
  /** Of the run; left out where nothing is kept. */
  readonly folder?: string;
  readonly serviceEnvironments?: NonNullable<OpenContext['serviceEnvironments']>;
  readonly allowHosts?: readonly string[];
  readonly hidden?: readonly string[];
  readonly warn?: NonNullable<OpenContext['warn']>;
  /** The share of every slot that is replayed here; left out, all of it. */
  readonly shard?: ShardPlace | null;
  /** Size of the ephemeral port range, or null. */
  readonly ports: number | null;
}

/** Where in the plan a slot is measured. */
export interface SlotPlace extends BlockId {
  /** Within the block, from 0. */
  readonly position: number;
  /** When its lead-in was to begin, ms since 1970; left out where it has no time of its own. */
  readonly dueAtMs?: number;
}

export interface WarmUpChunk {
  readonly durationMs: number;
  readonly seed: number;
}

/** One invocation: a fresh target and a fresh replayer for each arm. */
export interface Invocation {
  /** Resolves, with the reason, when the target ends by itself. */
  readonly targetLost: Promise<string>;
  /** Sends load to one arm that no block holds, and reports it; gives what it cost a request, CPU microseconds, or null where that is not known. */
  warmUp(arm: string, chunk: WarmUpChunk, report: (measured: SlotMeasurement) => void): Promise<number | null>;
  measureSlot(slot: SlotPlan, place: SlotPlace): Promise<SlotRecord>;
  /** CPU microseconds per request of the harness alone, or null where it would mean nothing. */
  measureHarness(seed: number): Promise<number | null>;
  /** What was seen inside the services that were measured, one for each arm; empty for every other target. */
  readServices(): Promise<readonly Omit<ServiceRecord, 'invocation'>[]>;
  /** A fresh replayer for the arm, in place of one that died. */
  replace(arm: string): Promise<void>;
  readonly closed: boolean;
  close(): Promise<void>;
}

/** The source of what is not a block; those of slots count from 1. */
const WARM_UP = 0;

/** All of it is ended where a part of it cannot be started, or the user stops the run meanwhile. */
export async function openInvocation(
  options: InvocationOptions,
  invocation: number,
  stop: AbortSignal,
): Promise<Invocation> {
  // What is waited for then ends with the process that it was asked of.
  stop.addEventListener('abort', endChildren);
  try {
    return await openParts(options, invocation);
  } finally {
    stop.removeEventListener('abort', endChildren);
  }
}

async function openParts(options: InvocationOptions, invocation: number): Promise<Invocation> {
  const { plan, requests, feed, ports, packageFolders, shard = null } = options;
  const { workload } = plan;
  const { clock, measures } = targetFacts(workload.target);
  const target = await openTarget({ addresses: null, folder: null, ...options, workload, invocation });
  const replayers = new Map<string, Replayer>();
  const policyOf = new Map(plan.arms.map(({ name, policy }) => [name, policy]));
  const indexOf = (arm: string) => workload.policies.findIndex(({ name }) => name === policyOf.get(arm));
  const open = async (name: string) => {
    const policy = workload.policies[indexOf(name)]!;
    const endpoint = target.endpointOf(indexOf(name));
    const arm = replayArm({ workload, requests, feed, policy, endpoint, ...(packageFolders && { packageFolders }) });
    replayers.set(name, await openReplayer(workload, arm));
  };
  let closed = false;
  const close = async () => {
    closed = true;
    await Promise.all([...replayers.values(), target].map((part) => part.close()));
  };
  try {
    for (const { name } of plan.arms) await open(name);
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }

  // What the target tells is told of all shards together.
  const isReader = shard === null || shard.index === READER;
  const service = isReader ? target.service : undefined;
  const contextOf = (name: string, source = WARM_UP): SlotContext => ({
    workload,
    localAddress: sourceOf(target.endpointOf(indexOf(name)), invocation, source),
    shard,
  });
  const look = async (name: string, edge: Edge, measuredFromMs?: number): Promise<ArmLook> => {
    const seen = (await service?.read(indexOf(name), edge)) ?? null;
    const machine = machineOf(workload, [...target.pids, ...pidsOf(replayers)], seen);
    return { machine, service: seen, target: isReader ? await target.read(indexOf(name), measuredFromMs) : null };
  };

  return {
    targetLost: target.lost,
    async warmUp(name, { durationMs, seed }, report) {
      await target.begin?.(indexOf(name));
      const from = await service?.read(indexOf(name), 'begin');
      const measured = await replayers.get(name)!.replaySlot(warmupSlot(contextOf(name), durationMs, seed));
      report(measured);
      const use = from && serviceUse(from, await service!.read(indexOf(name), 'end'), measured);
      return cpuUsPerRequest({ ...measured, ...(use && { service: use }) });
    },
    async measureSlot(slot, place) {
      const name = slot.arm;
      await target.begin?.(indexOf(name));
      const before = await look(name, 'begin');
      const startedAt = new Date(Date.now() + workload.design.leadInMs).toISOString();
      const measured = await replayers.get(name)!.replaySlot(measuredSlot(contextOf(name, slot.source), slot, place));
      const after = await look(name, 'end', measured.measuredFromMs ?? undefined);
      const record = {
        ...recordOf(name, place, startedAt, measured, before, after),
        ...lateness(place, measured, workload),
      };
      return { ...record, guards: guardsOf(record, workload, ports) };
    },
    async measureHarness(seed) {
      // A driver has a loop of its own, in which the harness has no part.
      const policy = workload.policies.find((one) => traitsOf(clientOf(workload, one)).loop === 'ours');
      if (clock === 'virtual' || measures === 'service' || policy === undefined) return null;
      const { name } = policy;
      return cpuUsPerRequest(await replayers.get(name)!.replaySlot(overheadSlot(contextOf(name), seed)));
    },
    async readServices() {
      if (service === undefined) return [];
      return Promise.all(plan.arms.map(async ({ name: arm }) => ({ arm, ...(await service.record(indexOf(arm))) })));
    },
    async replace(name) {
      await replayers.get(name)!.close();
      await open(name);
    },
    get closed() {
      return closed;
    },
    close,
  };
}

function pidsOf(replayers: ReadonlyMap<string, Replayer>): number[] {
  return [...replayers.values()].flatMap((replayer) => replayer.pid ?? []);
}

/** Nothing of a machine whose clock is virtual, and no connections where a service may connect to whom it will. */
function machineOf({ target }: Workload, ours: readonly number[], service: ServiceLook | null): MachineReading {
  const { clock, measures } = targetFacts(target);
  if (clock === 'virtual') return noReading();
  const machine = readMachine([process.pid, ...ours, ...(service?.pids ?? [])]);
  if (measures !== 'service') return machine;
  // Where nobody knows the processes of the service, they cannot be told from others.
  return { ...machine, activeOpens: null, ...(service?.pids.length === 0 && { ownMs: null }) };
}

/** Everything that is read of an arm at one moment. */
interface ArmLook extends Look {
  readonly service: ServiceLook | null;
}

function recordOf(
  arm: string,
  { invocation, block, position }: SlotPlace,
  startedAt: string,
  measured: SlotMeasurement,
  before: ArmLook,
  after: ArmLook,
): Omit<SlotRecord, 'guards'> {
  const { tally, totals, cpu, loop, elapsedMs } = measured;
  const replayerShare = (cpu.userUs + cpu.systemUs) / 1000 / elapsedMs;
  return {
    invocation,
    block,
    arm,
    position,
    startedAt,
    elapsedMs,
    tally,
    cpu,
    ...(measured.cpuLateMs === null ? {} : { cpuLateMs: measured.cpuLateMs }),
    loop,
    target: targetUse(before.target, after.target),
    ...(before.service && after.service && { service: serviceUse(before.service, after.service, measured) }),
    witnesses: {
      sockets: totals,
      others: testimoniesOf(before, after),
      seconds: after.target?.seconds ?? null,
    },
    machine: machineUse(before.machine, after.machine, replayerShare),
  };
}

function targetUse(before: TargetReading | null, after: TargetReading | null): TargetUse | null {
  if (before === null || after === null) return null;
  return { cpuUs: after.cpuUs - before.cpuUs, requests: after.counts.requests - before.counts.requests };
}
