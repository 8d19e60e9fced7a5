import { placeIn } from '../../model/place.js';
import type { Endpoint } from '../../model/protocol/slot.js';
import type { UrlTarget } from '../../model/workload/workload.js';
import { readCertificate, readClientCertificate } from './certificates.js';
import { elsewhere, type TargetDriver } from './driver.js';
import { hearClock } from './target-clock.js';

export const driver: TargetDriver<UrlTarget> = {
  open: async (target, { addresses }) => elsewhere(urlEndpoint(target, addresses)),
  check: readUrlFiles,
  clock: (target, addresses) => hearClock(urlEndpoint(target, addresses)),
};

/** Throws UserMistake where a certificate cannot be read. */
export function readUrlFiles({ caFile, clientCertificate }: UrlTarget): void {
  if (caFile !== null) readCertificate(caFile);
  if (clientCertificate !== undefined) readClientCertificate(clientCertificate);
}

/**
 * Where a server that is already running is reached, with the certificates that its files hold; `addresses` are those of
 * its host that were checked, or null where any are allowed.
 */
export function urlEndpoint(target: UrlTarget, addresses: readonly string[] | null): Endpoint {
  return {
    ...serverEndpoint(target.origin, addresses),
    ca: target.caFile === null ? null : readCertificate(target.caFile),
    ...(target.clientCertificate && { clientCertificate: readClientCertificate(target.clientCertificate) }),
  };
}

/** The same without files of certificates. */
export function serverEndpoint(origin: string, addresses: readonly string[] | null): Endpoint {
  const url = new URL(origin);
  const { host: hostname, port } = placeIn(url);
  return {
    protocol: url.protocol === 'https:' ? 'https:' : 'http:',
    hostname,
    port,
    ca: null,
    localAddress: null,
    ...(addresses === null ? {} : { addresses }),
  };
}
