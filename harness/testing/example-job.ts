import type { SlotJob } from '../model/protocol/replayer.js';
import type { Policy, RateStage, SimulatedTarget } from '../model/workload/workload.js';

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

/** One thread, 100 requests/s for a second, evenly spaced, without a lead-in. */
export function testJob(changes: Partial<SlotJob> = {}): SlotJob {
  return {
    client: 'node-http',
    policy: testPolicy(),
    endpoint: { protocol: 'http:', hostname: '127.0.0.1', port: 1, ca: null, localAddress: null },
    localAddress: changes.endpoint?.localAddress ?? null,
    requests: [{ name: 'root', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb: null }],
    loop: { kind: 'open', pacing: 'timer', tickMs: 1 },
    arrivals: 'uniform',
    leadInMs: 0,
    slotMs: 1000,
    stages: constantRate(100, 1000),
    seed: 1,
    connections: 64,
    threads: 1,
    simulation: null,
    ...changes,
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
