import { EventEmitter } from 'node:events';
import type { Client, ClientOptions } from '../client.js';
import { endingOf } from '../exchange.js';
import { loadPackage } from '../packages.js';
import { prepareRequests } from '../requests/source.js';
import { beginningFor } from './observe/body-beginning.js';
import { observeDispatches } from './observe/dispatch.js';
import { dispatcherOptions } from './observe/dispatcher-options.js';
import { observeSockets } from './observe/socket-observer.js';
import { origin } from './origin.js';
import { promisedClient } from './promised.js';

const { Agent, request } = await loadPackage('undici', () => import('undici'));

/** `request` of the package undici, with an Agent of the policy. */
function openUndici(options: ClientOptions): Client {
  const { endpoint } = options;
  const sockets = observeSockets(options);
  const dispatches = observeDispatches(options, sockets);
  const agent = new Agent(dispatcherOptions(options));
  const prepared = prepareRequests(options, (written) => ({
    url: `${origin(endpoint)}${written.path}`,
    written,
  }));

  return promisedClient(options, sockets, {
    async start(exchange, cancelBy) {
      const { url, written } = prepared[exchange.template]!(exchange.n);
      const { method, headers, body } = written;
      const signal = new EventEmitter();
      cancelBy(() => signal.emit('abort'));
      // undici asks of a dispatcher nothing but `dispatch`.
      const own = dispatches.of(agent, exchange, written);
      const dispatcher = own as unknown as InstanceType<typeof Agent>;
      const response = await request(url, { method, headers, body, signal, dispatcher });
      const beginning = beginningFor(response.statusCode);
      for await (const chunk of response.body) beginning?.add(chunk);
      return own.ending(endingOf(response.statusCode, beginning?.text()));
    },
    close() {
      agent.destroy().catch(() => {});
      dispatches.close();
    },
  });
}

export { openUndici as client };
