import type { ClientName } from '../../harness/model/workload/workload.js';
import type { OpenClient } from '../client.js';
import type { Driver } from '../driver.js';

/** A client that our loops send through, or one that drives itself. */
export type AnyClient = OpenClient | Driver;

/** A new client is one file here and one row in this table; it is loaded only in the workers that use it. */
export const CLIENTS: Readonly<Record<ClientName, () => Promise<AnyClient>>> = {
  'node-http': async () => (await import('./node-http.js')).openNodeHttp,
  socket: async () => (await import('./socket/index.js')).openSocket,
  autocannon: async () => (await import('./autocannon.js')).autocannonDriver,
  agentkeepalive: async () => (await import('./agentkeepalive.js')).openAgentKeepAlive,
  axios: async () => (await import('./axios.js')).openAxios,
  undici: async () => (await import('./undici.js')).openUndici,
  fetch: async () => (await import('./fetch.js')).openFetch,
  'aws-sdk-v2': async () => (await import('./aws-sdk-v2.js')).openAwsSdkV2,
  'aws-sdk-v3': async () => (await import('./aws-sdk-v3.js')).openAwsSdkV3,
  simulated: async () => (await import('./simulated.js')).openSimulated,
};
