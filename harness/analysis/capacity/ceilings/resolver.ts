import { queriesPerLookup } from '../../../model/workload/network.js';
import { type AtPeak, type CeilingReading, type CeilingRow, containersThere } from './row.js';

const PACKETS = 1024;
const COMMON = {
  short: 'resolver',
  source:
    'Amazon VPC user guide, DNS quotas: 1,024 packets a second per network interface, which cannot be raised; as of 2023-06',
} as const;

const reading = (at: AtPeak, demand: number, formula: string): CeilingReading => ({
  demand,
  limit: PACKETS,
  unit: 'packets/s per network interface',
  formula: `${formula}; each container has an interface of its own`,
  there: containersThere(at),
});

/** Counted where a DNS server was asked, computed from the lookups where the system was. */
export const RESOLVER_ROW: CeilingRow = {
  ...COMMON,
  name: 'resolver packets',
  read: (at) => {
    const { dns } = at.policy;
    if (dns.queriesPerSecondAtPeak !== null)
      return reading(at, dns.queriesPerSecondAtPeak, 'queries per request, counted at the DNS server, x requests/s');
    const { resolver } = at.network;
    const queries = queriesPerLookup(resolver);
    const names = queries / resolver.families;
    const tried =
      names === 1 ? '' : ` for each of ${names} names (${resolver.search} search domains, ndots:${resolver.ndots})`;
    const asked = resolver.families === 2 ? '2 packets (A and AAAA)' : '1 packet (A alone)';
    return reading(at, dns.perSecondAtPeak * queries, `lookups/s x ${asked}${tried}`);
  },
};

/** Where nobody told what the network is like, the other common case stands beside it. */
export const RESOLVER_IPV4_ROW: CeilingRow = {
  ...COMMON,
  name: 'resolver packets, A alone',
  read: (at) =>
    at.policy.dns.queriesPerSecondAtPeak !== null || at.isNetworkTold
      ? null
      : {
          ...reading(at, at.policy.dns.perSecondAtPeak, 'lookups/s x 1 packet (no IPv6 on the interface)'),
          there: null,
        },
};
