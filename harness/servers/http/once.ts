import http from 'node:http';
import https from 'node:https';
import type { Endpoint } from '../../model/protocol/replayer.js';
import type { RequestTemplate } from '../../model/workload/workload.js';
import { ownLookup, pinnedLookup } from '../../system/pinned-lookup.js';

const LONGEST_MS = 30_000;

/** Sends one request over a connection of its own; gives the status of its answer, or why there was none. */
export function sendOnce(endpoint: Endpoint, { method, path, headers, body }: RequestTemplate): Promise<string> {
  const { protocol, hostname, port, addresses } = endpoint;
  const lookup = addresses === undefined ? ownLookup : pinnedLookup(addresses);
  return new Promise((resolve) => {
    const request = (protocol === 'https:' ? https : http).request(
      { agent: false, hostname, port, method, path, headers, rejectUnauthorized: false, timeout: LONGEST_MS, lookup },
      (response) => {
        response.resume();
        response.once('end', () => resolve(String(response.statusCode)));
      },
    );
    request.once('timeout', () => request.destroy(new Error(`no answer within ${LONGEST_MS / 1000} s`)));
    request.once('error', (error) => resolve(error.message));
    request.end(body ?? undefined);
  });
}
