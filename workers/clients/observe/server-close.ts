import type http from 'node:http';
import type { ClientOptions } from '../../client.js';
import type { Exchange } from '../../exchange.js';

/**
 * Counts an answer that ends the connection which its request asked to keep: `Connection: close`, HTTP/1.0, or a body whose
 * only end is that of the connection. Node takes its promise back on the request, so that no header has to be looked at.
 */
export function noteServerClose(client: ClientOptions, request: http.ClientRequest, exchange: Exchange): void {
  if (client.policy.keepAlive && !request.shouldKeepAlive) client.observer.connection(exchange, 'closed-by-server');
}
