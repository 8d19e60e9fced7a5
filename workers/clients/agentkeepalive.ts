import type { Client, ClientOptions } from '../client.js';
import { loadPackage } from '../packages.js';
import { agentOptions, connectionOptions, given } from './agent.js';
import { openNodeRequests } from './node-request.js';

const { default: AgentKeepAlive, HttpsAgent } = await loadPackage('agentkeepalive', () => import('agentkeepalive'));

/** Node's own http and https with an Agent of the package agentkeepalive, which ends idle and old connections itself. */
function openAgentKeepAlive(options: ClientOptions): Client {
  const { endpoint, policy } = options;
  const settings = {
    ...agentOptions(policy),
    ...connectionOptions(options),
    ...given({ freeSocketTimeout: policy.freeSocketTimeoutMs, socketActiveTTL: policy.socketActiveTtlMs }),
  };
  const agent = endpoint.protocol === 'https:' ? new HttpsAgent(settings) : new AgentKeepAlive(settings);
  return openNodeRequests(options, agent);
}

export { openAgentKeepAlive as client };
