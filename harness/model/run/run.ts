import type { Calibration } from '../workload/calibration.js';
import type { ClientPackages } from '../workload/packages.js';
import type { CpuTime } from './cpu-time.js';
import type { Guard } from './guard.js';
import type { Imported } from './imported.js';
import type { Interleaved } from './interleaved.js';
import type { Outcome } from './outcome.js';
import type { Plan } from './plan.js';
import type { WitnessSeconds } from './series.js';
import type { ServiceRecord, ServiceUse } from './service-use.js';
import type { Merged, ShardRun } from './shard.js';
import type { Tally, Totals } from './tally.js';
import type { Testimonies } from './testimony.js';

export type { CpuTime } from './cpu-time.js';
export type { Guard, GuardName } from './guard.js';
export type { Accepted, Interleaved, Revision, Side } from './interleaved.js';
export type { Outcome } from './outcome.js';

/** The record of a run: enough to be analysed again for ever, without the target. */
export interface Run {
  readonly schemaVersion: 2;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly plan: Plan;
  readonly environment: Environment;
  /** In the order in which they ended; the slots of dropped blocks are kept, with their guards. */
  readonly slots: readonly SlotRecord[];
  /** Blocks whose slots could not all be measured, beside those whose guards tripped. */
  readonly lostBlocks: readonly LostBlock[];
  /** The cost of the harness itself, measured with the simulated client; empty where it was not measured. */
  readonly harnessCpuUsPerRequest: readonly number[];
  /** What the preload saw in a service, one for each arm and invocation; left out for every other target. */
  readonly services?: readonly ServiceRecord[];
  /** Everything that was sent to the target, warm-up and lead-in included. */
  readonly totals: Totals;
  readonly outcome: Outcome;
  /** There where it is a share of a run. */
  readonly shard?: ShardRun;
  /** There where it was merged of such shares. */
  readonly merged?: Merged;
  /** Lines of a damaged journal that could not be read; left out where there were none. */
  readonly skippedLines?: number;
  /** Absent from a run that was measured alone. */
  readonly interleaved?: Interleaved;
  /** Where another engine measured it. */
  readonly imported?: Imported;
}

export interface Environment extends ClientPackages {
  readonly holdline: string;
  readonly node: string;
  readonly openssl: string;
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly platform: string;
  /** `net.ipv4.tcp_tw_reuse`, or null where the system has no such setting. */
  readonly tcpTwReuse: number | null;
  /** The ephemeral port range, or null. */
  readonly portRange: readonly [number, number] | null;
  /** Those of `VARIABLES` that were set where the run was started; absent from older records. */
  readonly variables?: readonly string[];
  /** Measured here before a run whose fleet was calibrated too, so that one can be held against the other. */
  readonly calibration?: Calibration;
}

export interface BlockId {
  readonly invocation: number;
  readonly block: number;
}

export interface LostBlock extends BlockId {
  readonly reason: string;
}

export interface SlotRecord extends BlockId {
  /** The name of the arm that was measured. */
  readonly arm: string;
  /** Place within the block, from 0. */
  readonly position: number;
  /** ISO 8601, start of the measured part. */
  readonly startedAt: string;
  /** From the start of the measured part - in a closed loop its first send - until the last response, milliseconds. */
  readonly elapsedMs: number;
  /** How late a slot that had a time of its own began, milliseconds by the clock of its machine; else left out. */
  readonly lateMs?: number;
  readonly tally: Tally;
  /** CPU of the replayer process over the measured part, microseconds. */
  readonly cpu: CpuTime;
  /** How late the CPU at the start of the measured part was read, milliseconds; absent from older records and of a virtual clock. */
  readonly cpuLateMs?: number;
  /** The target's CPU over the whole slot with its lead-in, and the requests it answered in it; null without such a witness. */
  readonly target: TargetUse | null;
  /** The service that is measured, over the whole slot with its lead-in; absent for every other target. */
  readonly service?: ServiceUse;
  readonly loop: LoopUse;
  /** The whole slot with its lead-in, as our sockets and all others who count saw it. */
  readonly witnesses: Witnesses;
  readonly machine: MachineUse;
  readonly guards: readonly Guard[];
}

/** What was spent, and for how many requests: by the client in the measured part, by a service in the whole slot. */
export interface Spent {
  readonly cpuUs: number;
  readonly requests: number;
}

export function spentIn({ cpu, tally, service }: Pick<SlotRecord, 'cpu' | 'tally' | 'service'>): Spent {
  if (service !== undefined) return { cpuUs: service.cpu.userUs + service.cpu.systemUs, requests: service.requests };
  return { cpuUs: cpu.userUs + cpu.systemUs, requests: tally.completed };
}

/** CPU microseconds per completed request; null where none completed or the clock did not move. */
export function cpuUsPerRequest(slot: Pick<SlotRecord, 'cpu' | 'tally' | 'service'>): number | null {
  const { cpuUs, requests } = spentIn(slot);
  return requests > 0 && cpuUs > 0 ? cpuUs / requests : null;
}

export interface TargetUse {
  readonly cpuUs: number;
  readonly requests: number;
}

/** The busiest of the replayer's threads. */
export interface LoopUse {
  /** Event-loop utilisation, 0 to 1. */
  readonly utilisation: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

export interface Witnesses {
  readonly sockets: Totals;
  /** What others counted, by their names; one that was not there is left out. */
  readonly others: Testimonies;
  /** The embedded servers' counts by the second; null for a target that does not tell, absent from older records. */
  readonly seconds?: WitnessSeconds | null;
}

/** Shares of one core over the slot; null where the system does not tell. */
export interface MachineUse {
  readonly replayer: number;
  /** Busy time of the machine that is neither the replayer's nor the target's. */
  readonly foreign: number | null;
  readonly steal: number | null;
  /** Share of the slot in which the control group was throttled. */
  readonly throttled: number | null;
  /** TIME_WAIT sockets when the slot began. */
  readonly timeWait: number | null;
}
