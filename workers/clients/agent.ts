import http from 'node:http';
import https from 'node:https';
import type { Policy } from '../../harness/model/workload/workload.js';
import type { ClientOptions } from '../client.js';

/** The Agent of the policy, for the protocol of the endpoint. */
export function ownAgent(client: ClientOptions): http.Agent {
  const options = { ...agentOptions(client.policy), ...connectionOptions(client) };
  return client.endpoint.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
}

/** What `agent` of a request says: an Agent, `false` for one of its own, or undefined for Node's `globalAgent`. */
export function requestAgent(client: ClientOptions): http.Agent | false | undefined {
  if (client.policy.agent === 'default') return undefined;
  return client.policy.agent === 'none' ? false : ownAgent(client);
}

export function agentOptions(policy: Policy): https.AgentOptions {
  return given({
    keepAlive: policy.keepAlive,
    keepAliveMsecs: policy.tcpKeepAliveMs,
    maxSockets: policy.maxSockets,
    maxFreeSockets: policy.maxFreeSockets,
    scheduling: policy.scheduling,
    timeout: policy.idleTimeoutMs,
    maxCachedSessions: policy.tlsResumption ? null : 0,
  });
}

/** What connections need to find, reach and trust the endpoint, whoever opens them; none of it bears on their reuse. */
export function connectionOptions({ endpoint, lookup }: ClientOptions) {
  const { ca, localAddress, clientCertificate } = endpoint;
  const { cert = null, key = null } = clientCertificate ?? {};
  return given({ ca, localAddress, family: localAddress === null ? null : 4, cert, key, lookup });
}

/** What is null or undefined is left out, and so to the library's own default. */
export function given<T extends object>(options: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  const entries = Object.entries(options).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: NonNullable<T[Key]> };
}
