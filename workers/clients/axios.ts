import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosRequestConfig } from 'axios';
import type { Client, ClientOptions } from '../client.js';
import { type Exchange, endingOf } from '../exchange.js';
import { connectionOptions, requestAgent } from './agent.js';
import { noteAnswer } from './observe/server-close.js';
import { observeSockets } from './observe/socket-observer.js';
import { whenFree } from './observe/when-free.js';
import { origin } from './origin.js';
import { promisedClient } from './promised.js';

type Respond = (response: http.IncomingMessage) => void;

/**
 * axios with its defaults, but for what would send a request elsewhere: no proxy, and redirects are answers.
 *
 * Each request has a transport of its own, which is Node's: through it the socket is known before anything can fail.
 */
function openAxios(options: ClientOptions): Client {
  const { endpoint, observer } = options;
  const sockets = observeSockets(options);
  const agent = requestAgent(options);
  const configs = requestConfigs(options, agent);
  const connection = connectionOptions(options);
  const open = endpoint.protocol === 'https:' ? https.request : http.request;
  const transport = (exchange: Exchange, cancelBy: (cancel: () => void) => void) => ({
    request(settings: https.RequestOptions, respond: Respond) {
      const request = open({ ...settings, ...connection }, respond);
      cancelBy(() => request.destroy());
      request.on('information', observer.evidence.interim);
      return request.on('socket', (socket) => sockets.assign(socket, exchange));
    },
  });

  return promisedClient(options, sockets, {
    async start(exchange, cancelBy) {
      const config = { ...configs[exchange.template], transport: transport(exchange, cancelBy) };
      const { status, request } = await axios.request(config);
      noteAnswer(options, sockets, request, exchange);
      await new Promise<void>((resolve) => whenFree(request, resolve));
      return endingOf(status);
    },
    close() {
      if (agent instanceof http.Agent) agent.destroy();
    },
  });
}

function requestConfigs(
  { endpoint, requests }: ClientOptions,
  agent: http.Agent | false | undefined,
): readonly AxiosRequestConfig[] {
  return requests.map(({ method, path, headers, body }) => ({
    url: `${origin(endpoint)}${path}`,
    method,
    headers: { ...headers },
    ...(body === null ? {} : { data: body }),
    ...(agent === undefined ? {} : { httpAgent: agent, httpsAgent: agent }),
    proxy: false,
    maxRedirects: 0,
    validateStatus: () => true,
  }));
}

export { openAxios as client };
