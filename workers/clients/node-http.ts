import type { Client, ClientOptions } from '../client.js';
import { requestAgent } from './agent.js';
import { openNodeRequests } from './node-request.js';

/** Node's own http and https, with an Agent of the policy, the `globalAgent` or none. */
function openNodeHttp(options: ClientOptions): Client {
  return openNodeRequests(options, requestAgent(options));
}

export { openNodeHttp as client };
