import type { ClientName } from '../../model/workload/workload.js';

/** The optional packages of each client, as npm takes them. */
const PACKAGES: Readonly<Record<ClientName, readonly string[]>> = {
  'node-http': [],
  socket: [],
  agentkeepalive: ['agentkeepalive@4'],
  axios: ['axios@1'],
  undici: ['undici@7'],
  fetch: [],
  'aws-sdk-v2': ['aws-sdk@2'],
  'aws-sdk-v3': ['@aws-sdk/client-dynamodb@3', '@smithy/node-http-handler@4'],
  autocannon: ['autocannon@9'],
  simulated: [],
};

/** What must be added before the client can replay; looked up without being loaded. */
export function missingPackages(client: ClientName, isThere = isInstalled): readonly string[] {
  return PACKAGES[client].filter((spec) => !isThere(spec.slice(0, spec.lastIndexOf('@'))));
}

/** Whether a package could be loaded; it is not. */
export function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
