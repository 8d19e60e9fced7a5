import type { RecordWithTtl } from 'node:dns';
import { loadPackage } from '../packages.js';
import type { Resolver } from './resolver.js';

const { default: CacheableLookup } = await loadPackage('cacheable-lookup', () => import('cacheable-lookup'));

type Callback = (error: Error | null, records?: readonly RecordWithTtl[]) => void;

/** IPv4 addresses through cacheable-lookup, which keeps each for its TTL. */
export function openCache(resolver: Resolver): (host: string) => Promise<string> {
  const family = (of: 4 | 6) => (host: string, _options: unknown, done: Callback) =>
    void resolver.resolveFamily(host, of).then((records) => done(null, records), done);
  const cache = new CacheableLookup({
    // All that it uses of a Resolver are these two.
    resolver: { resolve4: family(4), resolve6: family(6) } as never,
    // Otherwise it asks getaddrinfo for what it cannot find, and the system's servers with it.
    lookup: false,
    fallbackDuration: 0,
  });
  return async (host) => (await cache.lookupAsync(host, { family: 4 })).address;
}
