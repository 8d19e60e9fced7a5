import { promises as dns, type RecordWithTtl } from 'node:dns';
import type { EndpointDns } from '../../harness/model/protocol/slot.js';
import { candidates } from './search.js';

/** c-ares with the search list of a resolv.conf: it never waits for the two lookups that getaddrinfo does at a time. */
export interface Resolver {
  /** IPv4 addresses of a host; AAAA is asked for beside them where a machine with IPv6 would, and comes to nothing. */
  resolve(host: string): Promise<readonly RecordWithTtl[]>;
  /** One family alone, without an address for IPv6: nothing listens there. */
  resolveFamily(host: string, family: 4 | 6): Promise<readonly RecordWithTtl[]>;
}

export function openResolver({ server, search, ndots, aaaa, queryTimeoutMs, attempts }: EndpointDns): Resolver {
  const channel = new dns.Resolver({ timeout: queryTimeoutMs, tries: attempts });
  channel.setServers([server]);
  const resolve4 = (name: string) => channel.resolve4(name, { ttl: true });
  const resolve6 = (name: string) => channel.resolve6(name, { ttl: true }).then(() => []);
  const both = async (name: string) => {
    // As in glibc the slower of the two ends the query; what becomes of AAAA matters to nobody.
    const [a] = await Promise.allSettled(aaaa ? [resolve4(name), resolve6(name)] : [resolve4(name)]);
    if (a?.status === 'fulfilled') return a.value;
    throw a?.reason;
  };
  const searched = (host: string, ask: (name: string) => Promise<readonly RecordWithTtl[]>) =>
    firstKnown(candidates(host, search, ndots), ask);
  return {
    resolve: (host) => searched(host, both),
    resolveFamily: async (host, family) => {
      if (family === 4) return searched(host, resolve4);
      return aaaa ? searched(host, resolve6) : [];
    },
  };
}

/** What glibc says of a name that no candidate has: the most telling of what it heard. */
const TELLING = ['ENODATA', 'ESERVFAIL', 'ENOTFOUND'];

/** Asks for one candidate after the other, as long as the answers are those after which glibc goes on. */
async function firstKnown<T>(names: readonly string[], ask: (name: string) => Promise<T>): Promise<T> {
  const refusals: NodeJS.ErrnoException[] = [];
  for (const name of names) {
    try {
      return await ask(name);
    } catch (error) {
      refusals.push(error as NodeJS.ErrnoException);
      if (!TELLING.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  throw TELLING.map((code) => refusals.find((refusal) => refusal.code === code)).find((one) => one !== undefined);
}
