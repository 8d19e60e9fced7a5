import http, { type IncomingHttpHeaders, type RequestListener } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import { placeIn } from '../../model/place.js';
import { lookupAt } from '../../system/pinned-lookup.js';

/** Of one connection, and so not passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-authorization',
];

/**
 * Passes requests on to a server that runs already, with their bodies as they come; what it does not answer is a 502. `addresses`
 * are those of its name where they were checked.
 */
export function passThrough(origin: string, addresses?: readonly string[]): RequestListener {
  const { protocol, host: authority } = new URL(origin);
  const { host, port } = placeIn(new URL(origin));
  const module = protocol === 'https:' ? https : http;
  const agent = new module.Agent({ keepAlive: true });
  return (request, response) => {
    const onward = module.request({
      agent,
      lookup: lookupAt(addresses),
      host,
      port,
      method: request.method,
      path: request.url,
      headers: { ...endToEnd(request.headers), host: authority },
    });
    onward.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      // Either end may go; the other is ended then.
      pipeline(answer, response, () => {});
    });
    onward.once('error', (error) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/plain' }).end(`${origin}: ${error.message}\n`);
    });
    response.once('close', () => onward.destroy());
    pipeline(request, onward, () => {});
  };
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const entries = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name));
  return Object.fromEntries(entries);
}
