import type { EndpointDns } from '../model/protocol/slot.js';
import type { DnsSettings } from '../model/workload/workload.js';

export const KUBERNETES_SEARCH = ['ns.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];

/** A DNS server that answers at once and never fails. */
export function testDns(changes: Partial<DnsSettings> = {}): DnsSettings {
  return {
    host: 'orders.internal.test',
    latencyMs: 0,
    ttlSeconds: 5,
    aaaa: true,
    failures: 0,
    timeouts: 0,
    truncated: 0,
    search: [],
    ndots: 1,
    queryTimeoutMs: 1000,
    attempts: 2,
    ...changes,
  };
}

/** How a policy asks such a server. */
export function testEndpointDns(server: string, changes: Partial<EndpointDns> = {}): EndpointDns {
  return { mode: 'resolver', server, search: [], ndots: 1, aaaa: true, queryTimeoutMs: 1000, attempts: 2, ...changes };
}
