import http from 'node:http';
import https from 'node:https';
import type { Endpoint } from '../../model/protocol/replayer.js';
import type { RequestTemplate } from '../../model/workload/workload.js';
import { ownLookup, pinnedLookup } from '../../system/pinned-lookup.js';

const LONGEST_MS = 30_000;

/** Sends one request over a connection of its own; gives the status of its whole answer, or why there was none in time. */
export function sendOnce(
  endpoint: Endpoint,
  { method, path, headers, body }: Pick<RequestTemplate, 'method' | 'path' | 'headers' | 'body'>,
  longestMs = LONGEST_MS,
): Promise<string> {
  const { protocol, hostname, port, addresses } = endpoint;
  const lookup = addresses === undefined ? ownLookup : pinnedLookup(addresses);
  const place = { agent: false, hostname, port, method, path, headers, rejectUnauthorized: false, lookup };
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve(error.message);
    const request = (protocol === 'https:' ? https : http).request(place, (response) => {
      response.resume();
      response.once('error', fail);
      response.once('end', () => resolve(String(response.statusCode)));
    });
    // Not that of the socket, which begins anew with every byte: a stream of events never ends.
    const timer = setTimeout(() => {
      resolve(`no whole answer within ${longestMs / 1000} s`);
      request.destroy();
    }, longestMs);
    request.once('close', () => clearTimeout(timer));
    request.on('error', fail);
    request.end(body ?? undefined);
  });
}
