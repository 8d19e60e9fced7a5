import type { ClientName } from '../../harness/model/workload.js';
import type { OpenClient } from './client.js';

/** A new client is one file here and one row in this table; it is loaded only in the workers that use it. */
export const CLIENTS: Readonly<Record<ClientName, () => Promise<OpenClient>>> = {
  'node-http': async () => (await import('./node-http.js')).openNodeHttp,
  socket: async () => (await import('./socket/index.js')).openSocket,
  simulated: async () => (await import('./simulated.js')).openSimulated,
};
