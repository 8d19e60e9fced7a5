import type { EventSeconds } from '../run/series.js';
import type { DnsSettings } from '../workload/workload.js';
import type { Since } from './server.js';

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
