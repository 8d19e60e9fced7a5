/** What the preload reports of one thread of a service: counters since its start, written anew when the harness asks. */
export interface PreloadReport {
  readonly pid: number;
  readonly parent: number;
  /** 0 is the main thread. */
  readonly thread: number;
  readonly node: string;
  readonly atMs: number;
  /** Of the whole process, microseconds; null in a worker thread. */
  readonly cpu: { readonly user: number; readonly system: number } | null;
  readonly memoryBytes: number | null;
  readonly loop: {
    readonly activeMs: number;
    readonly idleMs: number;
    readonly delayP99Ms: number;
    readonly delayMaxMs: number;
  };
  /** Thread ids of the first hundred worker threads that it started. */
  readonly workers: readonly number[];
  /** By `host:port` as the service says it. */
  readonly downstreams: Readonly<Record<string, DownstreamCounts>>;
  readonly sites: readonly SiteCounts[];
}

/** Connections of a service to one downstream, and the requests on them. */
export interface DownstreamCounts {
  readonly requests: number;
  /** Requests on a connection that another one had before. */
  readonly reused: number;
  /** Requests that asked the server to end their connection. */
  readonly askedToClose: number;
  /** Answers that ended a connection which was to be kept. */
  readonly closedByAnswer: number;
  readonly attempted: number;
  readonly opened: number;
  readonly handshakesFull: number;
  readonly handshakesResumed: number;
  readonly lookups: number;
  readonly endedByServer: number;
  readonly endedByClient: number;
  readonly errors: number;
  /** Resets of a request on a connection that was there already. */
  readonly resetOnReuse: number;
  /** Requests that waited for a connection, how long in all, and the longest queue. */
  readonly waited: number;
  readonly waitMs: number;
  readonly longestQueue: number;
  /** Connections that would have left the machine. */
  readonly refused: number;
}

/** Requests from one line of a service to one downstream; beyond the first ones estimated from samples. */
export interface SiteCounts {
  /** Frames as V8 writes them, the innermost first. */
  readonly stack: string;
  readonly downstream: string;
  readonly via: 'http' | 'undici';
  readonly requests: number;
  readonly opened: number;
  /** How many Agents these requests went through (of undici: Clients and Pools), and how many pools within them. */
  readonly agents: number;
  /** The latest of them by its number within the process or thread; absent in older records. */
  readonly agent?: number;
  readonly pools: number;
  /** Frames of where the latest of these Agents was made; null where that is not known. */
  readonly madeAt: string | null;
  /** Of the latest Agent; null where the client has none. */
  readonly keepAlive: boolean | null;
  /** Agents that Node made for one request, because of `agent: false`. */
  readonly oneTimeAgent: number;
  /** Null is unlimited, or unknown. */
  readonly maxSockets: number | null;
  readonly timeoutMs: number | null;
  /** Requests that asked to end their connection; absent in older records. */
  readonly askedToClose?: number;
  readonly closedByAnswer: number;
  /** Answers that came, and those that were read to their end or thrown away. */
  readonly answered: number;
  readonly read: number;
  readonly errors: number;
  /** Requests that waited for a connection. */
  readonly waited: number;
}
