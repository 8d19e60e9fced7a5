import type { DnsSettings } from '../../model/workload/workload.js';
import type { DnsFile } from '../schema/dns.js';

/** A DNS server of ours that knows a host, as a file says it. */
export function toDns({ latency, ttl, queryTimeout, ...dns }: DnsFile, host: string): DnsSettings {
  return { ...dns, host, latencyMs: latency, ttlSeconds: ttl / 1000, queryTimeoutMs: queryTimeout };
}
