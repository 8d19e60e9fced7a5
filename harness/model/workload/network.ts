/** What stands between the callers and what they call, as far as it bounds them. */
export interface Network {
  /** Distinct addresses and ports that are called. */
  readonly destinations: number;
  /** Addresses of the NAT gateway; null where none is known of. */
  readonly natAddresses: number | null;
  readonly loadBalancer: LoadBalancer;
  /** Rules that a request is held against at the load balancer. */
  readonly rules: number;
  /** Capacity units that are reserved; null where the load balancer grows by itself. */
  readonly capacityUnits: number | null;
  /** Bytes of a request and its answer; null where nobody told. */
  readonly bytesPerRequest: number | null;
  readonly resolver: Resolver;
  /** File descriptors that a process may have open. */
  readonly openFiles: number;
}

export const LOAD_BALANCERS = ['alb', 'nlb', 'nlb-tls', 'none'] as const;
export type LoadBalancer = (typeof LOAD_BALANCERS)[number];

export interface Resolver {
  /** Queries for each name that is tried: A, or A and AAAA. */
  readonly families: 1 | 2;
  /** Search domains that a name with fewer than `ndots` dots is tried under first. */
  readonly search: number;
  readonly ndots: number;
  /** The name that is called; null where nobody told, which then has fewer dots than `ndots`. */
  readonly host: string | null;
  /** How long a lookup takes, milliseconds. */
  readonly lookupMs: number;
}

/** What is assumed where nothing is written; every ceiling says which of it went into it. */
export const USUAL_NETWORK: Network = {
  destinations: 1,
  natAddresses: null,
  loadBalancer: 'alb',
  rules: 10,
  capacityUnits: null,
  bytesPerRequest: null,
  resolver: { families: 2, search: 0, ndots: 1, host: null, lookupMs: 2 },
  openFiles: 1024,
};

/** Queries for one lookup: each search domain that is tried before the name itself, for each family. */
export function queriesPerLookup({ families, search, ndots, host }: Resolver): number {
  const isComplete = host?.endsWith('.') === true;
  const dots = host === null ? 0 : host.split('.').length - 1;
  return (isComplete || dots >= ndots ? 1 : search + 1) * families;
}
