import http from 'node:http';
import https from 'node:https';
import type { Client, ClientOptions } from '../client.js';
import { type Ending, endingOf, failed } from '../exchange.js';
import { connectionOptions } from './agent.js';
import { failureOf, UNASKED_SWITCH } from './observe/failure.js';
import { noteAnswer } from './observe/server-close.js';
import { observeSockets } from './observe/socket-observer.js';
import { whenFree } from './observe/when-free.js';

/** Node's own http and https under any Agent: `false` for a fresh one per request, undefined for the `globalAgent`. */
export function openNodeRequests(options: ClientOptions, agent: http.Agent | false | undefined): Client {
  const { endpoint, requests, observer } = options;
  const secure = endpoint.protocol === 'https:';
  const open = secure ? https.request : http.request;
  const sockets = observeSockets(options);
  const settings = requestSettings(options, agent);
  const inFlight = new Map<number, http.ClientRequest>();

  return {
    send(exchange) {
      sockets.sending(exchange);
      const request = open(settings[exchange.template]!);
      inFlight.set(exchange.n, request);
      const end = (ending: Ending) => {
        // Bytes after a response fail what has not quite ended, and its end comes all the same.
        if (inFlight.delete(exchange.n)) observer.ended(exchange, ending);
      };
      const fail = (error: Error) => end(failed(failureOf(error, secure)));
      // `reusedSocket` would not do: it stays false when a queued request inherits a freed socket.
      request.on('socket', (socket) => sockets.assign(socket, exchange));
      request.on('information', observer.evidence.interim);
      request.on('error', fail);
      // Nobody asked to: without a listener Node drops the connection and says nothing.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        end(failed(UNASKED_SWITCH));
      });
      request.on('response', (response) => {
        response.on('error', fail);
        response.on('end', () => {
          noteAnswer(options, sockets, request, exchange);
          whenFree(request, () => end(endingOf(response.statusCode ?? 0)));
        });
        response.resume();
      });
      request.end(requests[exchange.template]!.body ?? undefined);
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

function requestSettings(
  options: ClientOptions,
  agent: http.Agent | false | undefined,
): readonly https.RequestOptions[] {
  const { hostname, port } = options.endpoint;
  return options.requests.map(({ method, path, headers, body }) => ({
    agent,
    hostname,
    port,
    ...connectionOptions(options),
    method,
    path,
    headers: body === null ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
  }));
}
