import type { Client, ClientOptions } from '../client.js';
import { endingOf } from '../exchange.js';
import { prepareRequests } from '../requests/source.js';
import { beginningOf } from './observe/body-beginning.js';
import { type Dispatcher, observeDispatches } from './observe/dispatch.js';
import { dispatcherOptions } from './observe/dispatcher-options.js';
import { observeSockets } from './observe/socket-observer.js';
import { origin } from './origin.js';
import { promisedClient } from './promised.js';

/** The fetch that is built into the running Node, with a dispatcher of the policy. */
function openFetch(options: ClientOptions): Client {
  const { endpoint } = options;
  const sockets = observeSockets(options);
  const dispatches = observeDispatches(options, sockets);
  // Where NODE_USE_ENV_PROXY is set, the class is one that asks the proxies of the environment, unless it is told not to.
  const agent = new BuiltInAgent({ ...dispatcherOptions(options), noProxy: '*' });
  const prepared = prepareRequests(options, (written) => ({
    url: `${origin(endpoint)}${written.path}`,
    written,
  }));

  return promisedClient(options, sockets, {
    async start(exchange, cancelBy) {
      const { url, written } = prepared[exchange.template]!(exchange.n);
      const controller = new AbortController();
      cancelBy(() => controller.abort());
      const own = dispatches.of(agent, exchange, written);
      const response = await fetch(url, {
        method: written.method,
        headers: written.headers,
        body: written.body,
        redirect: 'manual',
        signal: controller.signal,
        dispatcher: own as unknown as NonNullable<RequestInit['dispatcher']>,
      });
      const body = await response.text();
      return own.ending(endingOf(response.status, beginningOf(response.status, body)));
    },
    close() {
      agent.destroy().catch(() => {});
      dispatches.close();
    },
  });
}

interface BuiltIn extends Dispatcher<unknown, object> {
  destroy(): Promise<void>;
}

/** Node exports no Agent for its fetch; the one that it uses by default knows its class. */
const BuiltInAgent = await builtInAgent();

async function builtInAgent(): Promise<new (options: object) => BuiltIn> {
  // The first use loads the undici within Node, and that sets the default dispatcher.
  await (await fetch('data:,')).text();
  const globals = globalThis as unknown as Readonly<Record<symbol, BuiltIn | undefined>>;
  // From undici 8 on, the first is a wrapper for old callers, and the second the dispatcher itself.
  const dispatcher =
    globals[Symbol.for('undici.globalDispatcher.2')] ?? globals[Symbol.for('undici.globalDispatcher.1')];
  if (dispatcher === undefined) throw new Error(`the fetch of Node ${process.version} has no dispatcher`);
  return dispatcher.constructor as new (
    options: object,
  ) => BuiltIn;
}

export { openFetch as client };
