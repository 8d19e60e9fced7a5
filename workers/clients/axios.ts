import http from 'node:http';
import https from 'node:https';
import type { AxiosRequestConfig } from 'axios';
import type { Client, ClientOptions } from '../client.js';
import type { Ending, Exchange } from '../exchange.js';
import { loadPackage } from '../packages.js';
import { asWritten } from '../requests/as-written.js';
import { type FilledRequest, type PerTemplate, prepareRequests } from '../requests/source.js';
import { connectionOptions, requestAgent } from './agent.js';
import { endingOfAnswer, endingOfError } from './observe/answer-ending.js';
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
  const { endpoint } = options;
  const sockets = observeSockets(options);
  const agent = requestAgent(options);
  const prepared = requestConfigs(options, agent);
  const connection = connectionOptions(options);
  const secure = endpoint.protocol === 'https:';
  const open = secure ? https.request : http.request;
  const transport = (exchange: Exchange, written: FilledRequest, begun: (request: http.ClientRequest) => void) => ({
    request(settings: https.RequestOptions, respond: Respond) {
      const headers = asWritten(settings.headers as http.OutgoingHttpHeaders, written.headers);
      const request = open({ ...settings, ...connection, path: written.path, headers }, respond);
      begun(request);
      watchAnswer(request, options);
      return request.on('socket', (socket) => sockets.assign(socket, exchange));
    },
  });

  const finish = async (exchange: Exchange, request: http.ClientRequest, beginning: string): Promise<Ending> => {
    noteAnswer(options, sockets, request, exchange);
    await new Promise<void>((resolve) => whenFree(request, resolve));
    return endingOfAnswer(request, beginning);
  };

  return promisedClient(options, sockets, {
    async start(exchange, cancelBy) {
      const { config, written } = prepared[exchange.template]!(exchange.n);
      let sent: http.ClientRequest | undefined;
      const begun = (request: http.ClientRequest) => {
        sent = request;
        cancelBy(() => request.destroy());
      };
      const answered = axios.request({ ...config, transport: transport(exchange, written, begun) });
      return answered.then(
        ({ status, data, request }) => finish(exchange, request, beginningOf(status, data)),
        (error: Error) => endingOfError(sent, error, secure),
      );
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
