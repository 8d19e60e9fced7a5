/** Host and port that an address leads to: without the brackets of IPv6, and with the port of its scheme where it names none. */
export function placeIn({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return { host: withoutBrackets(hostname), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

/** A host as sockets and resolvers take it. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** `api.example:443`, as sockets are told where an address leads: a name is the same with a dot at its end. */
export function hostAndPort(address: string): string {
  const { host, port } = placeIn(new URL(address));
  return `${withoutDot(host)}:${port}`;
}

/** A name without the dot at its end that says there is nothing more of it. */
export function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}

/** A host as it stands in an address or in a `Host` header: IPv6 in brackets. */
export function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Addresses of hosts that were checked to be this machine, so that nobody is asked for them again. */
export type Pins = Readonly<Record<string, readonly string[]>>;

/** Of the host of an address; undefined for one that was allowed by its name, or is none. */
export function pinsOf(pins: Pins | undefined, url: string): readonly string[] | undefined {
  const { host } = placeIn(new URL(url));
  return pins !== undefined && Object.hasOwn(pins, host) ? pins[host] : undefined;
}
