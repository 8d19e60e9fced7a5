import type { Client, ClientOptions } from '../client.js';
import { type Ending, type Exchange, failed } from '../exchange.js';
import { failureOf } from './observe/failure.js';
import type { SocketObserver } from './observe/socket-observer.js';

/** What is particular to a library that answers with a promise. */
export interface Promised {
  /** Says how to give up on the exchange as soon as that is known; a rejection is a failure of the network. */
  start(exchange: Exchange, cancelBy: (cancel: () => void) => void): Promise<Ending>;
  close(): void;
}

export function promisedClient({ endpoint, observer }: ClientOptions, sockets: SocketObserver, own: Promised): Client {
  const secure = endpoint.protocol === 'https:';
  const cancels = new Map<number, () => void>();
  return {
    send(exchange) {
      sockets.sending(exchange);
      const end = (ending: Ending) => {
        cancels.delete(exchange.n);
        observer.ended(exchange, ending);
      };
      own
        .start(exchange, (cancel) => cancels.set(exchange.n, cancel))
        .then(end, (error: Error) => end(failed(failureOf(error, secure))));
    },
    cancel(exchange) {
      cancels.get(exchange.n)?.();
      cancels.delete(exchange.n);
    },
    close() {
      sockets.close();
      own.close();
    },
  };
}
