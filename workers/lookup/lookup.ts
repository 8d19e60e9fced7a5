import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Endpoint } from '../../harness/model/protocol/replayer.js';
import { openResolver } from './resolver.js';

/** How a shard turns names into addresses; null is the system's way, `dns.lookup`. */
export type Lookup = LookupFunction | null;

export async function openLookup({ dns, addresses }: Pick<Endpoint, 'dns' | 'addresses'>): Promise<Lookup> {
  if (dns === undefined) return addresses === undefined ? null : pinnedTo(addresses);
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

/** Exactly what was checked before the run, whatever a resolver says by now. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address): LookupAddress => ({ address, family: isIP(address) }));
  return (host, { all, family }, callback) => {
    const wanted = family === 4 || family === 6 ? known.filter((one) => one.family === family) : known;
    const [first] = wanted;
    // Asked for at once, Node's sockets are not ready for the answer.
    process.nextTick(() => {
      if (first === undefined)
        callback(Object.assign(new Error(`${host} has no such address`), { code: 'ENOTFOUND' }), '');
      else if (all) callback(null, [...wanted]);
      else callback(null, first.address, first.family);
    });
  };
}
