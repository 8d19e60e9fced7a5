import type { ClientOptions } from '../../client.js';
import { connectionOptions, given } from '../agent.js';

/** What undici, as a package or within Node, takes for an Agent of the policy. */
export function dispatcherOptions(client: ClientOptions) {
  const { policy } = client;
  const { localAddress, ...connect } = connectionOptions(client);
  const isCold = policy.keepAlive === false;
  return given({
    pipelining: isCold ? 0 : policy.pipelining,
    connections: policy.connections,
    keepAliveTimeout: policy.keepAliveTimeoutMs,
    // On HTTP/2 a pipelining of 0 does not end the connection.
    allowH2: isCold ? false : policy.allowH2,
    maxCachedSessions: policy.tlsResumption ? null : 0,
    localAddress: localAddress ?? null,
    connect,
  });
}
