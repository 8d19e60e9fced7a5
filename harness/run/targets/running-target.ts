import type { Pins } from '../../model/place.js';
import type { Endpoint, TargetReading } from '../../model/protocol/slot.js';
import type { StandInReading } from '../../model/protocol/stand-in.js';
import type { BlockId, CpuTime } from '../../model/run/run.js';
import type { ServiceRecord } from '../../model/run/service-use.js';
import type { RequestTemplate, Workload } from '../../model/workload/workload.js';
import type { LoopReadings } from '../service/loop-times.js';

/** What a target is started with. */
export interface OpenContext {
  readonly workload: Workload;
  /** Of a host of somebody else, as they were checked; null where there are none, or any are allowed. */
  readonly addresses: readonly string[] | null;
  /** Of the hosts beside the target's, as they were checked. */
  readonly pins?: Pins;
  readonly invocation: number;
  /** Of the run, for what a service writes; null keeps nothing. */
  readonly folder: string | null;
  /** Variables of a service by policy, with their secrets filled in. */
  readonly serviceEnvironments?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Hosts beyond this machine that a service may connect to. */
  readonly allowHosts?: readonly string[];
  /** What is hidden in the file of what a service writes, the longest first. */
  readonly hidden?: readonly string[];
  /** Tells the user what went wrong without harm to the run. */
  readonly warn?: (text: string) => void;
  /** How long a service may take to end when it is asked to. */
  readonly killAfterMs?: number;
}

/** What is called, while it runs; policies are meant by their place in the workload. */
export interface RunningTarget {
  /** The processes of ours that it runs in. */
  readonly pids: readonly number[];
  endpointOf(policy: number): Endpoint;
  /** Before load of a policy is sent, for a target that is one for all of them. */
  begin?(policy: number): Promise<void>;
  /** With the seconds since the last reading where it is told when the slot began; null where the target does not tell. */
  read(policy: number, measuredFromMs?: number): Promise<TargetReading | null>;
  /** There where the target is a service that is measured itself. */
  readonly service?: RunningService;
  /** Resolves, with the reason, if the target ends by itself; never for one that we did not start. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** A slot, for what is simulated in it. */
export interface SlotOfPolicy extends BlockId {
  readonly policy: string;
  /** Of the whole load. */
  readonly seed: number;
}

/** Of the time that a service is measured for. */
export type Edge = 'begin' | 'end';

/** A service of the user's with its stand-ins, while it runs. */
export interface RunningService {
  /** What its threads spend on their answers is left out of what is measured between a beginning and an end. */
  read(policy: number, edge: Edge): Promise<ServiceLook>;
  /** Sends one request to it; gives the status of its answer, or why there was none. */
  send(policy: number, request: RequestTemplate): Promise<string>;
  /** What was seen of its whole life; asked when the load is over. */
  record(policy: number): Promise<Omit<ServiceRecord, 'arm' | 'invocation'>>;
}

/** What a service has spent, and what its stand-ins have counted, since its start. */
export interface ServiceLook {
  readonly cpu: CpuTime;
  /** Absent where its parts were told apart. */
  readonly isSplit?: boolean;
  readonly grainUs?: number;
  /** Null where nobody tells. */
  readonly memoryBytes: number | null;
  readonly peakMemoryBytes: number | null;
  /** On this machine; empty where they are not known. */
  readonly pids: readonly number[];
  readonly calls: StandInReading;
  /** By thread; absent where no preload looks into it. */
  readonly loops?: LoopReadings;
}
