import type { SlotJob } from '../model/protocol/replayer.js';
import type { ClosedLoop, OpenLoop, Policy, RateStage, SimulatedTarget } from '../model/workload/workload.js';

export function constantRate(ratePerSecond: number, durationMs: number): readonly RateStage[] {
  return [{ durationMs, fromPerSecond: ratePerSecond, toPerSecond: ratePerSecond }];
}

/** What a test wants of a policy; what is undefined is left to the client. */
export type PolicyChanges = { readonly [Key in keyof Policy]?: Policy[Key] | undefined };

export function testPolicy(changes: PolicyChanges = {}): Policy {
  const all = {
    name: 'policy',
    keepAlive: true,
    dns: 'system',
    tlsResumption: true,
    requestTimeoutMs: 5000,
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as Policy;
}

/** The parts of an open loop may be given by themselves; a closed one has none of them. */
export interface JobChanges extends Partial<Omit<SlotJob, 'loop'>>, Partial<Omit<OpenLoop, 'kind'>> {
  readonly loop?: ClosedLoop | (Pick<OpenLoop, 'kind'> & Partial<OpenLoop>);
}

const OPEN_LOOP: OpenLoop = {
  kind: 'open',
  stages: constantRate(100, 1000),
  arrivals: 'uniform',
  pacing: { kind: 'timer', tickMs: 1 },
  connections: 64,
};

function given<T extends object>(parts: { [Key in keyof T]: T[Key] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Partial<T>;
}

/** One thread, 100 requests/s for a second, evenly spaced, without a lead-in. */
export function testJob(changes: JobChanges = {}): SlotJob {
  const { stages, arrivals, pacing, connections, loop, ...others } = changes;
  return {
    client: 'node-http',
    policy: testPolicy(),
    endpoint: { protocol: 'http:', hostname: '127.0.0.1', port: 1, ca: null, localAddress: null },
    localAddress: changes.endpoint?.localAddress ?? null,
    requests: [{ name: 'root', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb: null }],
    loop:
      loop?.kind === 'closed' ? loop : { ...OPEN_LOOP, ...loop, ...given({ stages, arrivals, pacing, connections }) },
    leadInMs: 0,
    slotMs: 1000,
    seed: 1,
    threads: 1,
    simulation: null,
    ...others,
  };
}

export function testSimulation(changes: Partial<SimulatedTarget> = {}): SimulatedTarget {
  return {
    kind: 'simulated',
    capacity: 64,
    serviceMs: 5,
    connectMs: 3,
    requestCpuUs: 100,
    connectionCpuUs: 600,
    slotNoise: 0,
    driftNoise: 0,
    ...changes,
  };
}
