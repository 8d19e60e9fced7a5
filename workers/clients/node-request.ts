import http from 'node:http';
import https from 'node:https';
import type { Client, ClientOptions } from '../client.js';
import type { Ending } from '../exchange.js';
import { type FilledRequest, type PerTemplate, prepareRequests } from '../requests/source.js';
import { isAscii } from '../requests/template.js';
import { connectionOptions } from './agent.js';
import { endingOfAnswer, endingOfError } from './observe/answer-ending.js';
import { beginningFor } from './observe/body-beginning.js';
import { noteAnswer } from './observe/server-close.js';
import { observeSockets } from './observe/socket-observer.js';
import { watchAnswer } from './observe/watch-answer.js';
import { whenFree } from './observe/when-free.js';

/** Node's own http and https under any Agent: `false` for a fresh one per request, undefined for the `globalAgent`. */
export function openNodeRequests(options: ClientOptions, agent: http.Agent | false | undefined): Client {
  const { endpoint, observer } = options;
  const secure = endpoint.protocol === 'https:';
  const open = secure ? https.request : http.request;
  const sockets = observeSockets(options);
  const prepared = requestSettings(options, agent);
  const inFlight = new Map<number, http.ClientRequest>();

  return {
    send(exchange) {
      sockets.sending(exchange);
      const { settings, body } = prepared[exchange.template]!(exchange.n);
      const request = open(settings);
      inFlight.set(exchange.n, request);
      const end = (ending: Ending) => {
        // Bytes after a response fail what has not quite ended, and its end comes all the same.
        if (inFlight.delete(exchange.n)) observer.ended(exchange, ending);
      };
      watchAnswer(request, options);
      const fail = (error: Error) => end(endingOfError(request, error, secure));
      // `reusedSocket` would not do: it stays false when a queued request inherits a freed socket.
      request.on('socket', (socket) => sockets.assign(socket, exchange));
      request.on('error', fail);
      request.on('response', (response) => {
        const beginning = beginningFor(response.statusCode ?? 0);
        if (beginning !== null) response.on('data', beginning.add);
        response.on('error', fail);
        response.on('end', () => {
          noteAnswer(options, sockets, request, exchange);
          whenFree(request, () => end(endingOfAnswer(request, beginning?.text())));
        });
        response.resume();
      });
      request.end(body);
    },
    cancel(exchange) {
      inFlight.get(exchange.n)?.destroy();
      inFlight.delete(exchange.n);
    },
    close() {
      sockets.close();
      if (agent instanceof http.Agent) agent.destroy();
    },
  };
}

interface Prepared {
  readonly settings: https.RequestOptions;
  readonly body: string | Buffer | undefined;
}

function requestSettings(options: ClientOptions, agent: http.Agent | false | undefined): PerTemplate<Prepared> {
  const { hostname, port } = options.endpoint;
  const common = { agent, hostname, port, ...connectionOptions(options) };
  return prepareRequests(options, ({ method, path, headers, body }) => {
    if (body === null) return { settings: { ...common, method, path, headers }, body: undefined };
    const withLength = { ...headers, 'content-length': Buffer.byteLength(body) };
    return { settings: { ...common, method, path, headers: withLength }, body: besideHead(body, headers) };
  });
}

/** Node encodes head and text of a body in one piece, as UTF-8, in which a letter of Latin-1 would be two bytes. */
function besideHead(body: string, headers: FilledRequest['headers']): string | Buffer {
  return Object.values(headers).every(isAscii) ? body : Buffer.from(body);
}
