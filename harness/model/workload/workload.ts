/**
 * The nouns of a workload: one question about connection reuse, after parsing.
 * Every duration is in milliseconds, every rate in requests per second, every share between 0 and 1.
 */

import { type ClientName, traitsOf } from './clients.js';
import type { Feed } from './feed.js';
import type { Fleet, PeakRange } from './fleet.js';
import type { MetricName } from './metrics.js';
import type { Network } from './network.js';
import { nameIn } from './packages.js';
import type { PeakSource } from './peak.js';
import type { Prices } from './prices.js';
import type { ServicePolicy } from './service.js';
import type { Settings } from './settings.js';
import type { Target } from './target.js';

export type { ClientName } from './clients.js';
export * from './feed.js';
export * from './fleet.js';
export type { MetricName } from './metrics.js';
export * from './network.js';
export type { Prices } from './prices.js';
export * from './service.js';
export type { DnsMode } from './settings.js';
export * from './target.js';

export interface Workload {
  readonly name: string;
  /** The rate that is planned for, across the whole fleet. */
  readonly peakPerSecond: number;
  /** Around it, where it was written as an interval. */
  readonly peakRange?: PeakRange;
  /** Where it was taken from what was counted. */
  readonly peakSource?: PeakSource;
  readonly target: Target;
  /** Replays the policies that name no client of their own. */
  readonly client: ClientName;
  readonly requests: readonly RequestTemplate[];
  /** Left out where there is none, so that what was asked before there were feeds is still the same question. */
  readonly feed?: Feed;
  readonly load: Load;
  /** At least one; a contrast needs two. Names are unique. */
  readonly policies: readonly Policy[];
  /** The name of the policy that the others are compared with. */
  readonly baseline: string;
  readonly design: Design;
  readonly slo: Slo;
  /** What runs in production today, or null where no containers are asked for. */
  readonly fleet: Fleet | null;
  /** Left out where nothing is written of it: `USUAL_NETWORK` is assumed. */
  readonly network?: Network;
  /** Left out where none are told, and then nothing has a price. */
  readonly prices?: Prices;
  readonly gates: readonly Gate[];
}

export interface RequestTemplate {
  readonly name: string;
  /** Greater than 0. */
  readonly weight: number;
  readonly method: string;
  /** Begins with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** An operation for the clients of the AWS SDKs, which make method, path, headers and body of it; null for plain HTTP. */
  readonly dynamodb: DynamoDbCall | null;
}

export const DYNAMODB_OPERATIONS = ['listTables', 'getItem', 'putItem'] as const;
export type DynamoDbOperation = (typeof DYNAMODB_OPERATIONS)[number];

export interface DynamoDbCall {
  readonly operation: DynamoDbOperation;
  /** The parameters as the SDKs take them, with typed attributes such as `{ S: "42" }`. */
  readonly input: Readonly<Record<string, unknown>>;
}

export type Load = LoadLoop & {
  /** Everything random in the plan is drawn from this number. */
  readonly seed: number;
  /** Worker threads per policy. */
  readonly threads: number;
};

/** What makes a request leave. */
export type LoadLoop = OpenLoop | ClosedLoop;

/** The time of a request has come, whatever became of those before it. */
export interface OpenLoop {
  readonly kind: 'open';
  /** The rate over one slot; a constant rate is one stage. The durations add up to `design.slotMs`. */
  readonly stages: readonly RateStage[];
  /**
   * Where slots are sent at several rates: those, over that of the stages, which is their mean. Each pair of blocks has one
   * of them. Left out where there is one rate.
   */
  readonly factors?: readonly number[];
  readonly arrivals: ArrivalsName;
  readonly pacing: Pacing;
  /** The bound on connections per policy. Requests over it wait, and the wait counts in the response time. */
  readonly connections: number;
}

/** One of `concurrency` requests has ended, so that the answers set the rate. */
export interface ClosedLoop {
  readonly kind: 'closed';
  /** Requests in flight per policy, and so the bound on its connections. */
  readonly concurrency: number;
  /** So many measured requests end the slot; null is its time. */
  readonly count: number | null;
}

export type Pacing = { readonly kind: 'timer'; readonly tickMs: number } | { readonly kind: 'precise' };

/** How many requests a slot sends one after the other; null where the load is no sequence. */
export function sequenceLength(load: LoadLoop): number | null {
  return load.kind === 'closed' ? load.count : null;
}

/** The bound on connections per policy. */
export function connectionBound(load: LoadLoop): number {
  return load.kind === 'closed' ? load.concurrency : load.connections;
}

/**
 * How the open loop waits for the next arrival. `timer` sleeps for a tick (1 to 10 ms) at least between
 * two sends, is about half a tick late and costs little;
 * `precise` spins, is late by microseconds and costs a core for each thread. `workers/clock.ts` has the figures.
 */
export const PACING_NAMES = ['timer', 'precise'] as const;
export type PacingName = (typeof PACING_NAMES)[number];

export interface RateStage {
  readonly durationMs: number;
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}

export const ARRIVALS_NAMES = ['uniform', 'poisson'] as const;
export type ArrivalsName = (typeof ARRIVALS_NAMES)[number];

/** How connections are treated, as plain data. */
export interface Policy extends Settings {
  readonly name: string;
  /** The policy's own; left out where it is that of the workload: `clientOf` tells. */
  readonly client?: ClientName;
  /** What it does to a service that is measured; its other settings are then those of the load. Absent for every other target. */
  readonly service?: ServicePolicy;
}

/** Who replays a policy. */
export function clientOf({ client }: Pick<Workload, 'client'>, policy: Policy): ClientName {
  return policy.client ?? client;
}

/** The names of the packages that replay its policies, without versions; none for Node's own. */
export function clientPackages({ client, policies }: Pick<Workload, 'client' | 'policies'>): string[] {
  return [...new Set(policies.flatMap((policy) => policyPackages({ client }, policy)))].toSorted();
}

/** Those of one policy. */
export function policyPackages(workload: Pick<Workload, 'client'>, policy: Policy): string[] {
  const specs: readonly string[] = traitsOf(clientOf(workload, policy)).packages;
  return [...specs.map(nameIn), ...(policy.dns === 'cached' ? ['cacheable-lookup'] : [])];
}

export interface Design {
  /** Fresh sets of processes. */
  readonly invocations: number;
  /** Blocks per invocation; even, because blocks are mirrored in pairs. */
  readonly blocks: number;
  /** The length of the measured part; an estimate where the loop has a count, because the count ends it. */
  readonly slotMs: number;
  /** Load that is sent before the measured part of each slot, so that pools are as full as in steady state. */
  readonly leadInMs: number;
  /** The least warm-up per policy and invocation; it goes on until CPU per request is steady, at most three times as long. */
  readonly warmupMs: number;
}

export interface Slo {
  /** The bound on the 99th percentile of the response time. */
  readonly p99Ms: number;
  /** The largest share of requests that may fail. */
  readonly errors: number;
}

/** A promise that is checked on every run (`max`) and on every comparison (`max` and `tolerance`). */
export interface Gate {
  readonly metric: MetricName;
  readonly policy: string;
  /** Of a service, what it calls: a name, or `*` for each. Absent where the metric is of a request to the service. */
  readonly call?: string;
  readonly max: number | null;
  /** The largest relative increase over the base run that still passes, or null. */
  readonly tolerance: number | null;
}
