import type { Ceiling, PolicyFindings } from '../../model/findings/findings.js';

interface CeilingRow {
  readonly name: string;
  readonly limit: number;
  readonly unit: string;
  readonly formula: string;
  readonly source: string;
  /** Null where the policy's demand is not known. */
  readonly demand: (policy: PolicyFindings, peakPerSecond: number) => number | null;
}

const newConnections = (policy: PolicyFindings): number => policy.connections.perSecondAtPeak;

/** Unless the interface has no IPv6 at all, `net.connect` asks for A and AAAA. */
const PACKETS_PER_LOOKUP = 2;

/** A new row is a new ceiling in every report. */
const ROWS: readonly CeilingRow[] = [
  {
    name: 'ephemeral ports',
    limit: 28_232 / 60,
    unit: 'new connections/s per source and destination address',
    formula: '28,232 ports / 60 s in TIME_WAIT = 470.5/s; binds only where the client closes first',
    source: 'Linux ip_local_port_range 32768-60999 and TCP_TIMEWAIT_LEN; kernel ip-sysctl documentation',
    demand: newConnections,
  },
  {
    name: 'NAT gateway addresses',
    limit: 55_000 / 60,
    unit: 'new connections/s per address and destination',
    formula: '55,000 connections per destination / 60 s = 917/s',
    source: 'Amazon VPC user guide: NAT gateways, 55,000 simultaneous connections per unique destination',
    demand: newConnections,
  },
  {
    name: 'resolver packets',
    limit: 1024,
    unit: 'packets/s per network interface',
    formula: `lookups/s x ${PACKETS_PER_LOOKUP} packets (A and AAAA; 1 without IPv6, up to 10 with Kubernetes ndots:5)`,
    source: 'Amazon VPC user guide: DNS quotas, 1,024 packets per second per network interface',
    demand: ({ dns }) => (dns.queries === null ? dns.perSecondAtPeak * PACKETS_PER_LOOKUP : null),
  },
  {
    name: 'resolver packets',
    limit: 1024,
    unit: 'packets/s per network interface',
    formula: 'queries per request, counted at the embedded DNS server, x requests/s',
    source: 'Amazon VPC user guide: DNS quotas, 1,024 packets per second per network interface',
    demand: ({ dns }) => dns.queriesPerSecondAtPeak,
  },
  {
    name: 'load balancer capacity units',
    limit: 25,
    unit: 'new connections/s per ALB LCU',
    formula: 'new connections/s / 25; the other dimensions of the unit may need more',
    source: 'AWS Elastic Load Balancing pricing: one LCU holds 25 new connections per second',
    demand: newConnections,
  },
  {
    name: 'lookup pool',
    limit: 1000,
    unit: 'lookups/s per process',
    formula: '2 at a time / 2 ms per lookup (assumed) = 1,000/s, with UV_THREADPOOL_SIZE at 4',
    source: 'libuv threadpool.c: getaddrinfo is slow work, held to half of the pool',
    // A policy that asks a DNS server by itself does not use the pool.
    demand: ({ dns }) => (dns.queries === null ? dns.perSecondAtPeak : null),
  },
  {
    name: 'sockets in use',
    limit: 1024,
    unit: 'file descriptors per process',
    formula: 'requests/s x mean response time; idle pooled sockets come on top',
    source: "Little's law; 1,024 is a low limit: Node raises the soft limit to the hard one, see ulimit -Hn",
    demand: ({ responseTimeMeanMs: meanMs }, peakPerSecond) =>
      meanMs === null ? null : (peakPerSecond * meanMs) / 1000,
  },
];

/** The bounds at peak other than CPU, with the demand that the policy puts on each, fleet-wide; empty where it was not measured. */
export function ceilingsOf(policy: PolicyFindings, peakPerSecond: number): Ceiling[] {
  if (policy.requests === 0) return [];
  return ROWS.flatMap(({ demand: demandOf, ...row }) => {
    const demand = demandOf(policy, peakPerSecond);
    return demand === null ? [] : [{ ...row, demand, needed: Math.max(0, Math.ceil(demand / row.limit - 1e-9)) }];
  });
}
