import type { Endpoint } from '../../model/protocol/slot.js';

/** Where the simulated client sends: it opens no socket. */
export const NOWHERE: Endpoint = { protocol: 'http:', hostname: 'simulated', port: 0, ca: null, localAddress: null };
