import type { CpuTime, LoopUse } from '../run/run.js';
import type { ShardPlace } from '../run/shard.js';
import type { Tally, Totals } from '../run/tally.js';
import type {
  ClientName,
  DnsMode,
  DnsSettings,
  FeedRows,
  LoadLoop,
  Policy,
  RequestTemplate,
  SimulatedTarget,
} from '../workload/workload.js';

/** What a replayer is asked: first to open its arm, then for one slot after the other. All of it survives a structured clone. */
export type ReplayerCall =
  | { readonly kind: 'open'; readonly arm: ReplayArm }
  /** Answered with a `SlotMeasurement`. */
  | { readonly kind: 'slot'; readonly slot: ReplaySlot };

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
  /**
   * Where connections may go: what the hostname is, as it was checked. The system's answers are not followed then. Absent
   * for a host that the user allowed by its name.
   */
  readonly addresses?: readonly string[];
}

export interface EndpointDns extends Omit<DnsSettings, 'host' | 'latencyMs' | 'ttlSeconds' | FateOfQuery> {
  readonly mode: Exclude<DnsMode, 'system'>;
  /** Address and port. */
  readonly server: string;
}
type FateOfQuery = 'failures' | 'timeouts' | 'truncated';

/** What all slots of a policy have in common. It is told once: a feed may have megabytes. */
export interface ReplayArm {
  readonly client: ClientName;
  readonly policy: Policy;
  readonly endpoint: Endpoint;
  readonly requests: readonly RequestTemplate[];
  /** What `{{column}}` stands for in the requests, for clients that fill templates. */
  readonly feed?: FeedRows;
  readonly threads: number;
  readonly packageFolders?: PackageFolders;
}

/** From where packages are found, by name, where they are the user's and not holdline's own. */
export type PackageFolders = Readonly<Record<string, string>>;

/** One slot of an arm: small, because it travels before each. */
export interface ReplaySlot {
  /** In place of the arm's own, so that the ports of the slots before are none of this one's. */
  readonly localAddress: string | null;
  /** Its rates hold for all threads together, and so do its bounds. */
  readonly loop: LoadLoop;
  /** Sent before the measured part and not measured, at its first rate or, where that is 0, its mean; may be 0. */
  readonly leadInMs: number;
  /** When a closed loop without a count stops sending, from the end of the lead-in; an open one ends with its stages. */
  readonly slotMs: number;
  readonly seed: number;
  /** In place of the arm's client, the simulated one answers; null is the arm's own. */
  readonly simulation: Simulation | null;
  /** The share of the slot that this machine has; left out where it has all of it. Rates and bounds stay those of the whole. */
  readonly among?: ShardPlace;
}

/** A slot and its arm, as those who replay it see them together. */
export interface SlotJob extends ReplayArm, ReplaySlot {}

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
  /** How long after that the CPU was read from which `cpu` counts; null on a virtual clock. */
  readonly cpuLateMs: number | null;
}
