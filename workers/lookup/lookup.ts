import type { LookupFunction } from 'node:net';
import type { EndpointDns } from '../../harness/model/protocol/slot.js';
import { openResolver } from './resolver.js';

/** How a shard turns names into addresses; null is the system's way, `dns.lookup`. */
export type Lookup = LookupFunction | null;

export async function openLookup(dns: EndpointDns | undefined): Promise<Lookup> {
  if (dns === undefined) return null;
  const resolver = openResolver(dns);
  if (dns.mode === 'resolver') return lookupOf(async (host) => (await resolver.resolve(host))[0]?.address);
  // Its package is optional, and needed only here.
  const { openCache } = await import('./cached.js');
  return lookupOf(openCache(resolver));
}

/** What the server's name is known by is IPv4 alone, whatever family is asked for. */
function lookupOf(addressOf: (host: string) => Promise<string | undefined>): LookupFunction {
  return (host, options, callback) => {
    addressOf(host).then(
      (address = '') => (options.all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4)),
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}
