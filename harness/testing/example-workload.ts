import type {
  EmbeddedTarget,
  Fleet,
  Gate,
  Load,
  LoadLoop,
  Policy,
  Target,
  TlsSettings,
  Workload,
} from '../model/workload/workload.js';
import { constantRate, testPolicy } from './example-job.js';

/** What an example policy does, beside how it is configured. */
export interface ExamplePolicy {
  readonly name: string;
  readonly keepAlive: boolean | null;
  readonly maxSockets: number | null;
  /** Microseconds of the replayer, before noise. */
  readonly cpuUsPerRequest: number;
  readonly connectionsPerRequest: number;
  /** The share of handshakes that are resumed, 0 to 1. */
  readonly resumedShare: number;
  /** The share of requests that time out, 0 to 1. */
  readonly failureShare: number;
  /** The median of the response time, milliseconds; the 99th percentile is 3.8 times as long. */
  readonly responseTimeMs: number;
}

const DEFAULT_POLICY: Omit<ExamplePolicy, 'name'> = {
  keepAlive: true,
  maxSockets: null,
  cpuUsPerRequest: 200,
  connectionsPerRequest: 0.01,
  resumedShare: 0.9,
  failureShare: 0,
  responseTimeMs: 5,
};

export function examplePolicy(name: string, changes: Partial<ExamplePolicy> = {}): ExamplePolicy {
  return { ...DEFAULT_POLICY, ...changes, name };
}

/** One connection per request at 800 us, against one per hundred requests at 200 us. */
export const COLD = examplePolicy('cold', { keepAlive: false, cpuUsPerRequest: 800, connectionsPerRequest: 1 });
export const KEEP_ALIVE = examplePolicy('keep-alive');

/** What `tls: true` means. */
export const USUAL_TLS: TlsSettings = { version: null, key: 'ecdsa', resumption: true, ticketRotationMs: null };

export const EMBEDDED_TARGET: EmbeddedTarget = {
  kind: 'embedded',
  tls: USUAL_TLS,
  rttMs: 0,
  latencyMs: 4,
  bodyBytes: 1024,
  dynamodb: null,
  dns: null,
  keepAliveTimeoutMs: 5000,
  maxRequestsPerSocket: 0,
};

/** Twenty containers of one vCPU at 57 % today, planned at 60 %. */
export const EXAMPLE_FLEET: Fleet = {
  containers: 20,
  vcpu: 1,
  cpu: 0.57,
  cpuRounding: 0.005,
  target: 0.6,
  zones: 1,
};

export interface WorkloadOptions {
  readonly name: string;
  readonly policies: readonly ExamplePolicy[];
  readonly baseline: string;
  readonly invocations: number;
  readonly blocks: number;
  readonly slotMs: number;
  readonly requestsPerSlot: number;
  readonly peakPerSecond: number;
  readonly p99Ms: number;
  readonly seed: number;
  readonly fleet: Fleet | null;
  readonly gates: readonly Gate[];
  readonly target: Target;
  /** A slot of so many requests one after the other; null is an open loop. */
  readonly sequence: number | null;
}

export function exampleWorkload(options: WorkloadOptions): Workload {
  return {
    name: options.name,
    peakPerSecond: options.peakPerSecond,
    target: options.target,
    client: 'node-http',
    requests: [
      { name: 'get-order', weight: 1, method: 'GET', path: '/orders/42', headers: {}, body: null, dynamodb: null },
    ],
    load: {
      ...loopOf(options),
      seed: options.seed,
      threads: 1,
    },
    policies: options.policies.map(policyOf),
    baseline: options.baseline,
    design: {
      invocations: options.invocations,
      blocks: options.blocks,
      slotMs: options.slotMs,
      leadInMs: 500,
      warmupMs: 2000,
    },
    slo: { p99Ms: options.p99Ms, errors: 0.001 },
    fleet: options.fleet,
    gates: options.gates,
  };
}

function loopOf({ sequence, requestsPerSlot, slotMs }: WorkloadOptions): LoadLoop {
  if (sequence !== null) return { kind: 'closed', concurrency: 1, count: sequence };
  return {
    kind: 'open',
    stages: constantRate((requestsPerSlot * 1000) / slotMs, slotMs),
    arrivals: 'uniform',
    pacing: { kind: 'timer', tickMs: 1 },
    connections: 256,
  };
}

function policyOf({ name, keepAlive, maxSockets }: ExamplePolicy): Policy {
  return testPolicy({
    name,
    keepAlive: keepAlive ?? undefined,
    maxSockets: maxSockets ?? undefined,
    requestTimeoutMs: 10_000,
  });
}

/** The load of a workload that has an open loop, as a test that changes a part of it needs it. */
export function openLoad({ load }: Pick<Workload, 'load'>): Extract<Load, { kind: 'open' }> {
  if (load.kind !== 'open') throw new Error('The example has an open loop.');
  return load;
}
