import http from 'node:http';
import https from 'node:https';
import type { AxiosRequestConfig } from 'axios';
import type { Client, ClientOptions } from '../client.js';
import { type Exchange, endingOf } from '../exchange.js';
import { loadPackage } from '../packages.js';
import { asWritten } from '../requests/as-written.js';
import { type FilledRequest, type PerTemplate, prepareRequests } from '../requests/source.js';
import { connectionOptions, requestAgent } from './agent.js';
import { beginningOf } from './observe/body-beginning.js';
import { noteAnswer } from './observe/server-close.js';
import { observeSockets } from './observe/socket-observer.js';
import { watchAnswer } from './observe/watch-answer.js';
import { whenFree } from './observe/when-free.js';
import { origin } from './origin.js';
import { promisedClient } from './promised.js';

const { default: axios } = await loadPackage('axios', () => import('axios'));

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
  const prepared = requestConfigs(options, agent);
  const connection = connectionOptions(options);
  const open = endpoint.protocol === 'https:' ? https.request : http.request;
  const transport = (exchange: Exchange, written: FilledRequest, cancelBy: (cancel: () => void) => void) => ({
    request(settings: https.RequestOptions, respond: Respond) {
      const headers = asWritten(settings.headers as http.OutgoingHttpHeaders, written.headers);
      const request = open({ ...settings, ...connection, path: written.path, headers }, respond);
      cancelBy(() => request.destroy());
      watchAnswer(request, observer.evidence);
      return request.on('socket', (socket) => sockets.assign(socket, exchange));
    },
  });

  return promisedClient(options, sockets, {
    async start(exchange, cancelBy) {
      const { config, written } = prepared[exchange.template]!(exchange.n);
      const { status, data, request } = await axios.request({
        ...config,
        transport: transport(exchange, written, cancelBy),
      });
      noteAnswer(options, sockets, request, exchange);
      await new Promise<void>((resolve) => whenFree(request, resolve));
      return endingOf(status, beginningOf(status, data));
    },
    close() {
      if (agent instanceof http.Agent) agent.destroy();
    },
  });
}

interface Prepared {
  readonly config: AxiosRequestConfig;
  readonly written: FilledRequest;
}

function requestConfigs(options: ClientOptions, agent: http.Agent | false | undefined): PerTemplate<Prepared> {
  const common = {
    ...(agent === undefined ? {} : { httpAgent: agent, httpsAgent: agent }),
    proxy: false,
    maxRedirects: 0,
    validateStatus: () => true,
    // Its own trims a text that is JSON, and puts any other in quotes.
    transformRequest: (body: unknown) => body,
  } as const;
  return prepareRequests(options, (written) => ({
    written,
    config: {
      url: `${origin(options.endpoint)}${written.path}`,
      method: written.method,
      headers: { ...written.headers },
      ...(written.body === null ? {} : { data: written.body }),
      ...common,
    },
  }));
}

export { openAxios as client };
