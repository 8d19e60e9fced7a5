import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { isLoopbackAddress, isLoopbackName, LOOPBACK_ADDRESSES } from '../model/loopback.js';
import { mistake } from '../model/mistake.js';
import { placeIn, withoutBrackets } from '../model/place.js';

/** Gives every address of a name; rejects for one that has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const askSystem: Resolve = async (host) => (await dns.lookup(host, { all: true })).map(({ address }) => address);

/** Where connections to a host may go: addresses that were checked to be this machine, or, where the host is one or is allowed by name, wherever it is. */
export type Reach = { readonly kind: 'checked'; readonly addresses: readonly string[] } | { readonly kind: 'itself' };

/** The one rule for whatever is connected to, a host without its brackets; null where no connection may be made. */
export async function reachOf(
  host: string,
  allowed: readonly string[],
  resolve: Resolve = askSystem,
): Promise<Reach | null> {
  if (isAllowedByName(host, allowed)) return { kind: 'itself' };
  if (isLoopbackName(host)) return { kind: 'checked', addresses: LOOPBACK_ADDRESSES };
  if (isLoopbackAddress(host)) return { kind: 'itself' };
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [];
  return addresses.length > 0 && addresses.every(isLoopbackAddress) ? { kind: 'checked', addresses } : null;
}

export function isAllowedByName(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => plainName(one) === plainName(host));
}

function plainName(host: string): string {
  return withoutBrackets(host).replace(/\.$/, '').toLowerCase();
}

/** Told before anything else is done. Throws UserMistake. */
export async function reachCollector(url: string, allowed: readonly string[], resolve?: Resolve): Promise<Reach> {
  const { host } = placeIn(new URL(url));
  const reach = await reachOf(host, allowed, resolve);
  if (reach !== null) return reach;
  throw mistake(
    `--otlp names ${host}, which is not this machine`,
    `if its collector is yours, allow it by name: --allow-host ${host}`,
  );
}
