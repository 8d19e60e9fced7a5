import { type CeilingRow, processesThere } from './row.js';

const AT_A_TIME = 2;

/** getaddrinfo blocks a thread of the pool, and only half of the pool may be blocked by such work. */
export const LOOKUPS_ROW: CeilingRow = {
  name: 'lookup pool',
  short: 'lookups',
  source: 'libuv threadpool.c: getaddrinfo is slow work, held to half of the 4 threads; as of libuv 1.51',
  // A policy that asks a DNS server by itself does not use the pool.
  read: (at) => {
    const { lookupMs } = at.network.resolver;
    if (at.policy.dns.queries !== null) return null;
    const limit = (AT_A_TIME * 1000) / lookupMs;
    return {
      demand: at.policy.dns.perSecondAtPeak,
      limit,
      unit: 'lookups/s per process',
      formula: `2 at a time / ${lookupMs} ms per lookup${at.isNetworkTold ? '' : ' (assumed)'} = ${limit.toLocaleString('en-US')}/s, with UV_THREADPOOL_SIZE at 4`,
      there: processesThere(at),
    };
  },
};
