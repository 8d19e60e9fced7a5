import type { WitnessSeconds } from '../run/series.js';
import type { EmbeddedTarget, TlsSettings } from '../workload/workload.js';

/** What the embedded target is asked. */
export type TargetCall =
  | { readonly kind: 'listen'; readonly spec: TargetSpec; readonly certificate: Certificate | null }
  /** The counts of one port or path, and the CPU of the process so far. */
  | ({ readonly kind: 'read'; readonly door: Door } & Since);

/** Where it is told, what happened since the last reading is counted by the seconds from then; on the scale of `process.hrtime`. */
export interface Since {
  readonly measuredFromMs?: number | undefined;
}

/** PEM. They are made in the harness, which loads what makes them once, and not in each process of a server. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
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
  /** Names for as many Unix sockets instead, with a relay in front of them. */
  readonly sockets?: SocketNames;
}

/** Each name is the prefix and a number. */
export interface SocketNames {
  readonly prefix: string;
  /** Of the sockets alone, to be removed after them; null where their names are no files. */
  readonly folder: string | null;
}

export interface TargetListening {
  /** Empty where it listens on Unix sockets. */
  readonly ports: readonly number[];
  /** Empty where it listens on TCP ports. */
  readonly paths: readonly string[];
  /** PEM of the certificate to trust, or null over plain http. */
  readonly ca: string | null;
}

/** Since a server of ours began to listen. */
export interface TargetCounts {
  readonly accepts: number;
  readonly requests: number;
  readonly handshakesFull: number;
  readonly handshakesResumed: number;
  /** What the embedded DNS server was asked; null for a policy that asks the system. */
  readonly dnsQueries: number | null;
}

export interface TargetReading {
  readonly counts: TargetCounts;
  readonly cpuUs: number;
  /** Connections of the policy to the DNS server: the kernel counts them, and they are not to the target. */
  readonly dnsConnections: number;
  /** Null unless the reading said from when. */
  readonly seconds: WitnessSeconds | null;
}
