import dns, { type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackName, LOOPBACK_ADDRESSES } from '../model/loopback.js';

const HERE: readonly LookupAddress[] = LOOPBACK_ADDRESSES.map((address) => ({ address, family: isIP(address) }));

/**
 * For sockets that ask for no load: a name that is this machine by RFC 6761 is it, whatever a resolver says, which may point
 * it elsewhere or know nothing of it. Any other name is looked up as ever.
 */
export const lookupHere: LookupFunction = (host, options, done) => {
  if (!isLoopbackName(host)) {
    dns.lookup(host, options, done);
    return;
  }
  const family = Number(String(options.family ?? 0).slice(-1));
  const found = HERE.filter((one) => family === 0 || one.family === family);
  const [first] = found;
  process.nextTick(() => {
    if (options.all) done(null, [...found]);
    else done(null, first?.address ?? '', first?.family);
  });
};
