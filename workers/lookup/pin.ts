import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { isLoopbackName } from '../../harness/model/loopback.js';
import type { Endpoint } from '../../harness/model/protocol/replayer.js';

type Pinned = Pick<Endpoint, 'hostname'> & { readonly addresses: readonly string[] };
type Callback = (error: NodeJS.ErrnoException | null, found?: string | LookupAddress[], family?: number) => void;
type SystemLookup = (host: string, options: LookupOptions, callback: Callback) => void;

let pinned: Pinned | null = null;
let system: SystemLookup | null = null;

/**
 * From now on the system's lookups of this thread give the addresses of the endpoint that were checked, and no others, to
 * every client alike: several of them have no way to be given a lookup. The system is asked all the same, because what
 * that costs is measured; what it says is not followed. An endpoint without addresses lifts this.
 */
export function pinSystemLookup({ hostname, addresses }: Endpoint): void {
  pinned = addresses === undefined ? null : { hostname, addresses };
  if (pinned === null || system !== null) return;
  system = dns.lookup as SystemLookup;
  dns.lookup = lookup as typeof dns.lookup;
}

function lookup(host: string, given: LookupOptions | number | Callback, last?: Callback): void {
  const callback = (typeof given === 'function' ? given : last) as Callback;
  const options = typeof given === 'object' ? given : typeof given === 'number' ? { family: given } : {};
  const found = pinned === null || isIP(host) !== 0 ? null : answer(pinned, host, options);
  if (found === null) {
    system?.(host, options, callback);
    return;
  }
  // A name under .localhost is not even asked for beyond this machine.
  system?.(isLoopbackName(host) ? 'localhost' : host, options, () => {
    const [first] = found;
    if (first === undefined) callback(notFound(host));
    else if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
}

/** Nothing for a name that is not the endpoint's: where a server points to is not where load may go. */
function answer({ hostname, addresses }: Pinned, host: string, { family = 0 }: LookupOptions): LookupAddress[] {
  if (plainName(host) !== plainName(hostname)) return [];
  const wanted = typeof family === 'string' ? Number(family.slice(-1)) : family;
  return addresses
    .map((address) => ({ address, family: isIP(address) }))
    .filter((one) => wanted === 0 || one.family === wanted);
}

function plainName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function notFound(host: string): NodeJS.ErrnoException {
  const error = new Error(`getaddrinfo ENOTFOUND ${host}: not an address that was checked`);
  return Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host });
}
