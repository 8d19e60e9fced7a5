/**
 * The names that glibc asks for in place of a host, in its order: with fewer dots than `ndots` every search domain comes
 * first, and a name that ends in a dot is asked for as it is.
 */
export function candidates(host: string, search: readonly string[], ndots: number): readonly string[] {
  if (host.endsWith('.')) return [host];
  const searched = search.map((domain) => `${host}.${domain}`);
  const dots = host.split('.').length - 1;
  return dots >= ndots ? [host, ...searched] : [...searched, host];
}
