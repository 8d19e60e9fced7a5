import type { CpuTime } from './cpu-time.js';
import type { PreloadReport } from './preload.js';

/** What a service did in a slot, lead-in included. */
export interface ServiceUse {
  /** Of its whole process tree, or as it was told of a service that is started elsewhere. */
  readonly cpu: CpuTime;
  /** False where its parts were not told apart, and all of it stands as the user's; absent where they were. */
  readonly isSplit?: boolean;
  /** The steps in which it was told, microseconds; absent of a service of ours, which is read from /proc. */
  readonly grainUs?: number;
  /** Resident at the end of the slot, of all its processes; null where nobody told. */
  readonly memoryBytes: number | null;
  /** The most since its start, each process's own peak summed; null where nobody told, absent from older records. */
  readonly peakMemoryBytes?: number | null;
  /** Its busiest event loop; absent from older records, and where no preload looks into it. */
  readonly loop?: LoopTime;
  /** Requests to it that got a whole answer. */
  readonly requests: number;
  /** By the name of what it calls. */
  readonly calls: Readonly<Record<string, CallUse>>;
}

/** Of an event loop in a slot: its busy time as a share of all, 0 to 1, and that time; both without what it waited. */
export interface LoopTime {
  readonly share: number;
  readonly activeMs: number;
  /** Busy by the clock while its thread waited for a CPU that another had; absent where that is not known, and from older records. */
  readonly waitedMs?: number;
  /** How many of its loops were at least a tenth as busy: those that the requests were shared out over. */
  readonly loops: number;
}

/** Of the busy time of an event loop by the clock, what it waited for a CPU, 0 to 1. */
export function waitedShare({ activeMs, waitedMs = 0 }: LoopTime): number {
  return waitedMs === 0 ? 0 : waitedMs / (activeMs + waitedMs);
}

/** Busy time of the event loops for one request, microseconds, where they share the requests out evenly; null without a preload. */
export function loopUsOf({ loop, requests }: Pick<ServiceUse, 'loop' | 'requests'>): number | null {
  if (loop === undefined || requests === 0 || loop.activeMs === 0) return null;
  return (loop.activeMs * loop.loops * 1000) / requests;
}

/** As the stand-in counted it. */
export interface CallUse {
  readonly connections: number;
  readonly requests: number;
  readonly handshakesFull: number;
  readonly handshakesResumed: number;
  /** That its DNS server was asked; absent without one. */
  readonly dnsQueries?: number;
}

/** What was seen inside a service from its start to its end. */
export interface ServiceRecord {
  readonly arm: string;
  readonly invocation: number;
  /** Where it started, to which its places are relative. */
  readonly cwd: string;
  /** `host:port` as the service says it, and the name of the call that it is. */
  readonly names: Readonly<Record<string, string>>;
  /** As the stand-ins counted the whole life of the service, by the names of the calls. */
  readonly calls: Readonly<Record<string, CallUse>>;
  /** One for each thread; empty where there is no preload in it. */
  readonly reports: readonly PreloadReport[];
  /** Processes and threads of Node without a preload, as a reader would know them; absent where there was none. */
  readonly unwatched?: readonly string[];
}
