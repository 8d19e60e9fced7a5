import type { TargetSpec } from '../model/protocol/slot.js';

/** An embedded target over plain HTTP that answers at once, on one port. */
export function testTarget(changes: Partial<TargetSpec> = {}): TargetSpec {
  return {
    tls: false,
    latencyMs: 0,
    bodyBytes: 100,
    keepAliveTimeoutMs: 60_000,
    maxRequestsPerSocket: 0,
    ports: 1,
    ...changes,
  };
}
