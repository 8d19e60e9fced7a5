import type { Look, Witness } from './witness.js';

/** The DNS server beside an embedded target, of a policy that asks it. */
export const dns: Witness = {
  name: 'dns',
  counts(before, after) {
    const { queries } = asked(before, after);
    return queries === null ? null : { queries };
  },
};

/** What the server was asked between two looks, and over how many connections. */
export function asked(before: Look, after: Look): { readonly queries: number | null; readonly connections: number } {
  const last = after.target?.counts.dnsQueries ?? null;
  return {
    queries: last === null ? null : last - (before.target?.counts.dnsQueries ?? 0),
    connections: (after.target?.dnsConnections ?? 0) - (before.target?.dnsConnections ?? 0),
  };
}
