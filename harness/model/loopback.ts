/**
 * Whether a host name, as it stands in a URL or without the brackets of an IPv6 address, is this machine.
 * By the text of the name alone: an address that a resolver gives may be another one a moment later.
 */
export function isLoopback(host: string): boolean {
  if (/^127(\.\d{1,3}){3}$/.test(host)) return true;
  return host === '::1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
}
