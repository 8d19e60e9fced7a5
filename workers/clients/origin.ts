import { inAddress } from '../../harness/model/place.js';
import type { Endpoint } from '../../harness/model/protocol/slot.js';

/** The endpoint as the beginning of an address, for example `https://localhost:8443`. */
export function origin({ protocol, hostname, port }: Endpoint): string {
  return `${protocol}//${inAddress(hostname)}:${port}`;
}
