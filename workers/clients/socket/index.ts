import type { Client, ClientOptions } from '../../client.js';
import { serverName } from '../server-name.js';
import { createDialer } from './dial.js';
import { Pool } from './pool.js';
import { compileRequest } from './request-text.js';

/** Our own HTTP/1.1 client, for the highest rates: requests are serialised once, and responses are read in place. */
export function openSocket({ endpoint, policy, requests, observer, clock, feed, lookup }: ClientOptions): Client {
  const context = { endpoint, keepAlive: policy.keepAlive === true, feed: feed ?? null };
  return new Pool({
    policy,
    requests: requests.map((request) => compileRequest(request, context)),
    dialer: createDialer({
      endpoint,
      serverName: serverName(endpoint, requests),
      tlsResumption: policy.tlsResumption,
      lookup,
    }),
    observer,
    nowMs: clock.nowMs,
  });
}
