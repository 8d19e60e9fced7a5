import type { PackageFolders, SlotMeasurement, TargetReading } from '../model/protocol/slot.js';
import type { Plan, SlotPlan } from '../model/run/plan.js';
import { type BlockId, cpuUsPerRequest, type SlotRecord, type TargetUse } from '../model/run/run.js';
import { traitsOf } from '../model/workload/clients.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { clientOf, type FeedRows, type RequestTemplate } from '../model/workload/workload.js';
import { LONGEST_WARMUP } from '../plan/duration.js';
import { endChildren } from '../system/child.js';
import { machineUse, noReading, readMachine } from '../system/machine.js';
import { guardsOf } from './guards.js';
import { measuredSlot, overheadSlot, replayArm, type SlotContext, warmupSlot } from './jobs.js';
import { openReplayer, type Replayer } from './replayers/local.js';
import { openTarget } from './targets/index.js';
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
  readonly packageFolders?: PackageFolders;
  /** Size of the ephemeral port range, or null. */
  readonly ports: number | null;
}

/** Where in the plan a slot is measured. */
export interface SlotPlace extends BlockId {
  /** Within the block, from 0. */
  readonly position: number;
}

/** One invocation: a fresh target and a fresh replayer for each arm. */
export interface Invocation {
  /** Resolves, with the reason, when the target ends by itself. */
  readonly targetLost: Promise<string>;
  /** Sends load to one arm until its CPU per request is steady; reports each chunk, measured or not. */
  warmUp(arm: string, seed: number, report: (chunk: SlotMeasurement) => void): Promise<void>;
  measureSlot(slot: SlotPlan, place: SlotPlace): Promise<SlotRecord>;
  /** CPU microseconds per request of the harness alone, or null where it would mean nothing. */
  measureHarness(seed: number): Promise<number | null>;
  /** A fresh replayer for the arm, in place of one that died. */
  replace(arm: string): Promise<void>;
  readonly closed: boolean;
  close(): Promise<void>;
}

/** Two chunks of warm-up are alike when their CPU per request differs by less than this share. */
const STEADY = 0.1;

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
  const { plan, requests, feed, ports, packageFolders } = options;
  const { workload } = plan;
  const isVirtual = targetFacts(workload.target).clock === 'virtual';
  const target = await openTarget(workload, options.addresses);
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
    await close();
    throw error;
  }

  const contextOf = (name: string, source = WARM_UP): SlotContext => ({
    workload,
    localAddress: sourceOf(target.endpointOf(indexOf(name)), invocation, source),
  });
  const ownPids = () => [
    process.pid,
    ...target.pids,
    ...[...replayers.values()].flatMap((replayer) => replayer.pid ?? []),
  ];
  const look = async (name: string, measuredFromMs?: number) => ({
    machine: isVirtual ? noReading() : readMachine(ownPids()),
    target: await target.read(indexOf(name), measuredFromMs),
  });

  return {
    targetLost: target.lost,
    async warmUp(name, seed, report) {
      const chunkMs = workload.design.warmupMs / 2;
      let before: number | null = null;
      for (let chunk = 0; chunk < 2 * LONGEST_WARMUP; chunk += 1) {
        const measured = await replayers.get(name)!.replaySlot(warmupSlot(contextOf(name), chunkMs, seed + chunk));
        report(measured);
        const now = cpuUsPerRequest(measured);
        if (now !== null && before !== null && Math.abs(now / before - 1) < STEADY) return;
        before = now;
      }
    },
    async measureSlot(slot, place) {
      const name = slot.arm;
      const before = await look(name);
      const startedAt = new Date(Date.now() + workload.design.leadInMs).toISOString();
      const measured = await replayers.get(name)!.replaySlot(measuredSlot(contextOf(name, slot.source), slot, place));
      const after = await look(name, measured.measuredFromMs ?? undefined);
      const record = recordOf(name, place, startedAt, measured, before, after);
      return { ...record, guards: guardsOf(record, workload, ports) };
    },
    async measureHarness(seed) {
      // A driver has a loop of its own, in which the harness has no part.
      const policy = workload.policies.find((one) => traitsOf(clientOf(workload, one)).loop === 'ours');
      if (isVirtual || policy === undefined) return null;
      const { name } = policy;
      return cpuUsPerRequest(await replayers.get(name)!.replaySlot(overheadSlot(contextOf(name), seed)));
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

function recordOf(
  arm: string,
  { invocation, block, position }: SlotPlace,
  startedAt: string,
  measured: SlotMeasurement,
  before: Look,
  after: Look,
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
