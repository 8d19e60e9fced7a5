import { withoutBrackets } from './place.js';

/** Where a name that is this machine by RFC 6761 is: nobody is asked, because a resolver may point it elsewhere. */
export const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'] as const;

/**
 * Whether a host, as it stands in a URL or without the brackets of an IPv6 address, is this machine: an address that is,
 * in any of its spellings, or a name that is by RFC 6761 whatever a resolver says.
 */
export function isLoopback(host: string): boolean {
  return isLoopbackName(host) || isLoopbackAddress(host);
}

/** `localhost` and every name under `.localhost`, with or without the dot that ends a full name. */
export function isLoopbackName(host: string): boolean {
  return /^([a-z0-9_-]+\.)*localhost\.?$/i.test(host);
}

/** Also the unspecified address, by which a connection reaches this machine, and IPv4 within IPv6. */
export function isLoopbackAddress(host: string): boolean {
  const address = plainAddress(host);
  if (address === null) return false;
  if (address === '[::]' || address === '[::1]' || address === '0.0.0.0') return true;
  // ::ffff:127.0.0.0/104 and ::ffff:0.0.0.0, as a URL has them.
  return /^127(\.\d+){3}$/.test(address) || /^\[::ffff:(7f[0-9a-f]{2}:[0-9a-f]{1,4}|0:0)\]$/.test(address);
}

/** The one spelling that URLs have for an address, so that 127.1 and 0x7f000001 are 127.0.0.1; null for what is none. */
function plainAddress(host: string): string | null {
  const inner = withoutBrackets(host);
  const isSix = inner.includes(':');
  // A zone says by which interface, and is no part of the address.
  const text = isSix ? `[${inner.replace(/%.*$/, '')}]` : inner;
  if (!/^(\[[0-9a-f:.]+\]|[0-9a-fx.]+)$/i.test(text)) return null;
  try {
    const { hostname } = new URL(`http://${text}`);
    return isSix || /^[\d.]+$/.test(hostname) ? hostname : null;
  } catch {
    return null;
  }
}
