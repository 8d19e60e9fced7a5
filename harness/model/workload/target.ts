import type { DnsSettings } from './dns.js';
import type { ServiceElsewhere, ServiceTarget } from './service.js';
import type { FieldedTarget } from './target-kinds.js';
import type { TlsSettings } from './tls.js';

export * from './dns.js';
export * from './tls.js';

/** What a workload calls. Every duration is in milliseconds, every share between 0 and 1. */

export type Target = EmbeddedTarget | UrlTarget | ServiceTarget | ServiceElsewhere | FieldedTarget;
export type SimulatedTarget = Extract<Target, { kind: 'simulated' }>;

/** An HTTP(S) server of our own, started in a process of its own. */
export interface EmbeddedTarget {
  readonly kind: 'embedded';
  /** False is plain HTTP. */
  readonly tls: TlsSettings | false;
  /** The round trip between the replayer and the server, made by a delay relay; 0 is loopback alone. */
  readonly rttMs: number;
  readonly latencyMs: number;
  /** The size of every plain answer. */
  readonly bodyBytes: number;
  /** A DynamoDB with so many tables at its start, in place of plain answers; null is plain answers. */
  readonly dynamodb: { readonly tables: number } | null;
  /** A DNS server of our own that knows the target by a name; null is `localhost` from the system's files. */
  readonly dns: DnsSettings | null;
  /** How long the server keeps an idle connection; 0 closes after every response. */
  readonly keepAliveTimeoutMs: number;
  /** 0 is unlimited. */
  readonly maxRequestsPerSocket: number;
}

/** A server that is already running. */
export interface UrlTarget {
  readonly kind: 'url';
  /** Origin, for example `https://127.0.0.1:8443`, without a trailing slash. */
  readonly origin: string;
  /** Path of a PEM file that signs the server's certificate, or null for the system's authorities. */
  readonly caFile: string | null;
  /** Paths of PEM files with which the client proves who it is; left out where nobody asks. */
  readonly clientCertificate?: ClientCertificateFiles;
}

export interface ClientCertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}
