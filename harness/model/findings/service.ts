import type { CallSite } from './call-site.js';

/** What a service did under one policy, over the valid slots with their lead-in. */
export interface ServiceFindings {
  /** Requests to it that got a whole answer. */
  readonly requests: number;
  /** CPU microseconds per request, in user space and in the kernel; all of it is the first where both were not told apart. */
  readonly userUsPerRequest: number;
  readonly systemUsPerRequest: number;
  /** Absent where both were told apart. */
  readonly isSplit?: false;
  /** The most that all its processes had at the end of a slot; null where nobody told. */
  readonly memoryBytes: number | null;
  /** The most that they had since their start; null where nobody told. */
  readonly peakMemoryBytes: number | null;
  /** Of its busiest thread's event loop: null without a preload. */
  readonly loop: ServiceLoop | null;
  /** In the order of the workload. */
  readonly calls: readonly CallFindings[];
  /** Over its whole life, those that open most first; empty without a preload. */
  readonly callSites: readonly CallSite[];
  /** Where it called others than the calls of the workload, on this machine. */
  readonly others: readonly { readonly to: string; readonly requests: number; readonly connections: number }[];
  /** What would have left this machine, and was refused: `host:port`, `host:port/udp`, `name@server:port/dns` or `name/dns`. */
  readonly refused: readonly { readonly to: string; readonly times: number }[];
  /** Its processes and threads that nobody looked into, though others were; absent where there was none. */
  readonly unwatched?: readonly string[];
  /** There where its CPU was told too coarsely for slots of this length. */
  readonly coarse?: CoarseCpu;
}

/** The steps in which CPU is told, and what a slot spends on average, milliseconds; slots in which it did not move at all. */
export interface CoarseCpu {
  readonly grainMs: number;
  readonly spentMs: number;
  readonly still: number;
  readonly slots: number;
}

export interface CallFindings {
  readonly name: string;
  /** As the stand-in counted them. */
  readonly requests: number;
  readonly connections: number;
  readonly handshakesFull: number;
  readonly handshakesResumed: number;
  /** Requests for each one to the service. */
  readonly perInbound: number;
  /** Connections for each request of the call. */
  readonly perRequest: number;
  readonly newPerSecondAtPeak: number;
  /** Names looked up for each request of the call, over the whole life; null where nobody looked inside. */
  readonly lookupsPerRequest: number | null;
  /** Queries to its DNS server for each request of the call, in the slots; absent without one. */
  readonly queriesPerRequest?: number;
  /** Whether the preload counted as many connections as the stand-in accepted, over the whole life; null without a preload. */
  readonly isSeenAlike: boolean | null;
}

export interface ServiceLoop {
  /** Busy time as a share of all, 0 to 1: in the slots, or of older records over the whole life. */
  readonly utilisation: number;
  /** In 1 % of its turns it was delayed as long, or longer. */
  readonly delayP99Ms: number;
  /** Busy time of the loops for one request to the service, microseconds; left out of older records. */
  readonly usPerRequest?: number;
  /** Of its busy time by the clock, what it waited for a CPU: taken out of both figures above. Left out where nothing was. */
  readonly waited?: number;
}
