/** Host and port that an address leads to: without the brackets of IPv6, and with the port of its scheme where it names none. */
export function placeIn({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}
