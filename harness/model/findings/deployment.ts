import type { ClientName } from '../workload/clients.js';

/** What to deploy of the policy that saves most: settings of its agent, and of the fleet. */
export interface Deployment {
  readonly policy: string;
  readonly client: ClientName;
  readonly tls: boolean;
  /** Null where no time was measured that a request keeps a connection busy. */
  readonly pool: PoolAdvice | null;
  readonly idle: IdleAdvice;
  /** How long a connection lives at most, so that names that move and callees that are added are followed, milliseconds. */
  readonly lifetimeMs: number;
  /** New connections that remain, fleet-wide at peak, per second; null without a pool. */
  readonly remaining: { readonly byIdlePerSecond: number; readonly byLifetimePerSecond: number } | null;
  readonly fleet: FleetAdvice;
}

export interface PoolAdvice {
  /** Of one event loop at peak. */
  readonly perSecond: number;
  readonly busyMs: number;
  /** Connections in use on average: rate x time. */
  readonly erlangs: number;
  readonly maxSockets: number;
  /** What other shares of waiting requests would take, the largest first. */
  readonly byWait: readonly { readonly share: number; readonly sockets: number }[];
}

export interface IdleAdvice {
  /** When whoever is called closes an idle connection, milliseconds; null where nobody knows. */
  readonly serverMs: number | null;
  readonly balancerMs: number | null;
  /** Below both. */
  readonly timeoutMs: number;
}

export interface FleetAdvice {
  readonly replicas: number;
  readonly cpuMillis: number;
  /** Of the request, percent. */
  readonly utilisationPercent: number;
  /** Containers for a fifth more than the peak. */
  readonly mostReplicas: number;
}
