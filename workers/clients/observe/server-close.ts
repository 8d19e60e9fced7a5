import type http from 'node:http';
import type { ClientOptions } from '../../client.js';
import type { Exchange } from '../../exchange.js';
import { textOf } from './answer-headers.js';
import { readHint } from './keep-alive-hint.js';
import type { SocketObserver } from './socket-observer.js';

/**
 * Notes a whole answer of Node's own http: what the first one of a connection says of itself, and one that ends a connection
 * which its request asked to keep: `Connection: close`, HTTP/1.0, or a body whose only end is that of the connection.
 * Node takes its promise back on the request, so that no header has to be looked at but those of first answers.
 */
export function noteAnswer(
  { policy, observer }: ClientOptions,
  sockets: SocketObserver,
  request: http.ClientRequest,
  exchange: Exchange,
): void {
  exchange.answered = true;
  // Its type leaves out the answer.
  const { res: answer } = request as http.ClientRequest & { readonly res?: http.IncomingMessage };
  if (exchange.connected && answer) {
    observer.evidence.firstAnswer(answer.httpVersion, readHint(textOf(answer.headers['keep-alive'])));
  }
  if (!policy.keepAlive || request.shouldKeepAlive) return;
  const connection = request.socket === null ? undefined : sockets.of(request.socket);
  if (connection !== undefined) connection.told = true;
  observer.connection(exchange, 'closed-by-server');
}
