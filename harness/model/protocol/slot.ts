import type { CpuTime, LoopUse, TargetCounts } from '../run/run.js';
import type { EventSeconds, WitnessSeconds } from '../run/series.js';
import type { Tally, Totals } from '../run/tally.js';
import type {
  ArrivalsName,
  ClientName,
  DnsMode,
  DnsSettings,
  EmbeddedTarget,
  FeedRow,
  LoadLoop,
  Policy,
  RateStage,
  RequestTemplate,
  SimulatedTarget,
  TlsSettings,
} from '../workload/workload.js';

/** What the harness, the replayer process and its worker threads say to each other; all of it survives a structured clone. */

/** Where a policy's requests go. */
export interface Endpoint {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number;
  /** PEM that signs the server's certificate, or null for the system's authorities. */
  readonly ca: string | null;
  /** The source address of the policy's connections, or null for the system's choice. */
  readonly localAddress: string | null;
  /** PEM with which the client proves who it is, where the server asks for it. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** The DNS server to ask for the hostname; without it the system is asked. */
  readonly dns?: EndpointDns;
}

export interface EndpointDns extends Omit<DnsSettings, 'host' | 'latencyMs' | 'ttlSeconds' | FateOfQuery> {
  readonly mode: Exclude<DnsMode, 'system'>;
  /** Address and port. */
  readonly server: string;
}
type FateOfQuery = 'failures' | 'timeouts' | 'truncated';

/** One slot of one policy, for a replayer. */
export interface SlotJob {
  readonly client: ClientName;
  readonly policy: Policy;
  readonly endpoint: Endpoint;
  readonly requests: readonly RequestTemplate[];
  /** What `{{column}}` stands for in the requests, for clients that fill templates. */
  readonly feed?: readonly FeedRow[];
  readonly loop: LoadLoop;
  readonly arrivals: ArrivalsName;
  /** Sent before the measured part and not measured, at its first rate or, where that is 0, its mean; may be 0. */
  readonly leadInMs: number;
  /** When a closed loop without a count stops sending, from the end of the lead-in; an open one ends with its stages. */
  readonly slotMs: number;
  /** Empty for a closed loop. */
  readonly stages: readonly RateStage[];
  readonly seed: number;
  /** The bound on connections, or the requests in flight of a closed loop; shared out among the threads. */
  readonly connections: number;
  readonly threads: number;
  readonly simulation: Simulation | null;
}

/** How the `simulated` client answers. */
export interface Simulation {
  readonly target: SimulatedTarget;
  /** A virtual clock gives exact answers at once; a real one measures what the harness itself costs. */
  readonly clock: 'virtual' | 'real';
  /** The machine's speed in this slot: the modelled CPU is multiplied by it. */
  readonly cpuFactor: number;
}

/** What a replayer reports of a slot. */
export interface SlotMeasurement {
  readonly tally: Tally;
  /** With the lead-in. */
  readonly totals: Totals;
  readonly cpu: CpuTime;
  readonly loop: LoopUse;
  /** From the start of the measured part - in a closed loop its first send - until the last response. */
  readonly elapsedMs: number;
  /** When the measured part began, on the scale of `process.hrtime` in milliseconds; null on a virtual clock. */
  readonly measuredFromMs: number | null;
}

/** One thread's share of a slot. */
export interface ShardTask {
  readonly job: SlotJob;
  readonly index: number;
}

/** What a shard hands back as one transferable buffer of JSON. */
export interface ShardReport {
  readonly tally: Tally;
  readonly totals: Totals;
  readonly loop: LoopUse;
  /** Null unless the clock is virtual and the client models its own CPU. */
  readonly modelledCpuUs: number | null;
  readonly elapsedMs: number;
}

/**
 * A slot is a conversation, so that neither opening clients nor encoding tallies is measured: every shard says `ready`,
 * is told when to start, says `drained`, and reports once it is told to finish.
 */
export type HostToShard = { readonly kind: 'start'; readonly atNs: bigint } | { readonly kind: 'finish' };
export type ShardToHost =
  | { readonly kind: 'ready' }
  | { readonly kind: 'drained' }
  | { readonly kind: 'report'; readonly buffer: ArrayBuffer };

/** Calls between processes: the request carries an id, the reply the same id. */
export interface Call<Request> {
  readonly id: number;
  readonly request: Request;
}
export type Reply<Response> =
  | { readonly id: number; readonly response: Response }
  | { readonly id: number; readonly error: string };

/** What the embedded target is asked. */
export type TargetCall =
  | { readonly kind: 'listen'; readonly spec: TargetSpec }
  /** The counts of one port or path, and the CPU of the process so far. */
  | ({ readonly kind: 'read'; readonly door: Door } & Since);

/** Where it is told, what happened since the last reading is counted by the seconds from then; on the scale of `process.hrtime`. */
interface Since {
  readonly measuredFromMs?: number | undefined;
}

/** Where a server listens: a TCP port, or the path of a Unix socket. */
export type Door = number | string;

export interface TargetSpec {
  readonly tls: TlsSettings | false;
  readonly latencyMs: number;
  readonly bodyBytes: number;
  readonly keepAliveTimeoutMs: number;
  readonly maxRequestsPerSocket: number;
  readonly dynamodb?: EmbeddedTarget['dynamodb'];
  /** A name that the certificate has beside `localhost`. */
  readonly host?: string;
  /** How many ports to listen on. */
  readonly ports: number;
  /** An existing folder for as many Unix sockets instead, with a relay in front of them. */
  readonly folder?: string;
}

export interface TargetListening {
  /** Empty where it listens on Unix sockets. */
  readonly ports: readonly number[];
  /** Empty where it listens on TCP ports. */
  readonly paths: readonly string[];
  /** PEM of the certificate to trust, or null over plain http. */
  readonly ca: string | null;
}

export interface TargetReading {
  readonly counts: TargetCounts;
  readonly cpuUs: number;
  /** Connections of the policy to the DNS server: the kernel counts them, and they are not to the target. */
  readonly dnsConnections: number;
  /** Null unless the reading said from when. */
  readonly seconds: WitnessSeconds | null;
}

/** What the network between the replayers and an embedded target is asked. */
export type NetworkCall =
  | { readonly kind: 'open'; readonly spec: NetworkSpec }
  /** What the DNS server of one policy was asked so far. */
  | ({ readonly kind: 'read'; readonly policy: number } & Since);

export interface NetworkSpec {
  readonly rttMs: number;
  /** Unix sockets of the target, one for each policy; each gets a relay. Empty without round trips. */
  readonly paths: readonly string[];
  /** As many DNS servers as policies, all with the same seed; or null. */
  readonly dns: { readonly settings: DnsSettings; readonly servers: number; readonly seed: number } | null;
}

export interface NetworkOpen {
  /** Of the relays, in the order of the paths. */
  readonly ports: readonly number[];
  readonly dnsServers: readonly string[];
}

export interface NetworkReading {
  readonly dnsQueries: number;
  readonly dnsConnections: number;
  readonly querySeconds: EventSeconds | null;
}
