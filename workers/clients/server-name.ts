import net from 'node:net';
import type { Endpoint } from '../../harness/model/protocol/replayer.js';
import type { RequestTemplate } from '../../harness/model/workload/workload.js';

/**
 * The name that a TLS handshake asks for and its certificate must have: that of the header `host`, as Node's Agent and
 * undici have it, else the target's; null for an address, which the standard has no place for.
 */
export function serverName({ hostname }: Endpoint, requests: readonly RequestTemplate[]): string | null {
  const [host] = requests.flatMap(({ headers }) =>
    Object.entries(headers).flatMap(([name, value]) => (name.toLowerCase() === 'host' ? value : [])),
  );
  const name = host === undefined ? hostname : withoutPort(host);
  return net.isIP(name) === 0 ? name : null;
}

function withoutPort(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  return bracketed?.[1] ?? host.split(':', 1)[0] ?? host;
}
