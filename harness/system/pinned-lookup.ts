import dns, { type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackName, LOOPBACK_ADDRESSES } from '../model/loopback.js';

/** A lookup for one connection of ours, that gives the addresses that were checked and asks nobody. */
export function pinnedLookup(addresses: readonly string[]): LookupFunction {
  return (_host, { all, family = 0 }, callback) => {
    const wanted = typeof family === 'string' ? Number(family.slice(-1)) : family;
    const found: LookupAddress[] = addresses
      .map((address) => ({ address, family: isIP(address) }))
      .filter((one) => wanted === 0 || one.family === wanted);
    const [first] = found;
    if (first === undefined) callback(Object.assign(new Error('no such address'), { code: 'ENOTFOUND' }), '');
    else if (all === true) callback(null, found);
    else callback(null, first.address, first.family);
  };
}

/** As the system looks up, but for names that are this machine whatever a resolver says: nobody is asked for those. */
export const ownLookup: LookupFunction = (host, options, callback) => {
  if (isLoopbackName(host)) pinnedLookup(LOOPBACK_ADDRESSES)(host, options, callback);
  else dns.lookup(host, options, callback as never);
};

/** Of a host whose addresses were checked, those; of any other, as the system looks it up. */
export function lookupAt(addresses: readonly string[] | null | undefined): LookupFunction {
  return addresses == null ? ownLookup : pinnedLookup(addresses);
}
