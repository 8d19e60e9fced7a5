import type { ClientName } from '../../harness/model/workload.js';
import type { OpenClient } from './client.js';

/** A new client is one file here and one row in this table; it is loaded only in the workers that use it. */
export const CLIENTS: Readonly<Record<ClientName, () => Promise<OpenClient>>> = {
  'node-http': async () => (await import('./node-http.js')).openNodeHttp,
  agentkeepalive: async () => (await import('./agentkeepalive.js')).openAgentKeepAlive,
  axios: async () => (await import('./axios.js')).openAxios,
  undici: async () => (await import('./undici.js')).openUndici,
  fetch: async () => (await import('./fetch.js')).openFetch,
  simulated: async () => (await import('./simulated.js')).openSimulated,
};
