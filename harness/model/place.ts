/** Host and port that an address leads to: without the brackets of IPv6, and with the port of its scheme where it names none. */
export function placeIn({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return { host: withoutBrackets(hostname), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

/** A host as sockets and resolvers take it. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** A host as it stands in an address or in a `Host` header: IPv6 in brackets. */
export function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
