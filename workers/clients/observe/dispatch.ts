import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type net from 'node:net';
import type { ClientOptions } from '../../client.js';
import type { Exchange } from '../../exchange.js';
import { asWritten } from '../../requests/as-written.js';
import type { FilledRequest } from '../../requests/source.js';
import { connectionOptions, given } from '../agent.js';
import type { SocketObserver } from './socket-observer.js';

/** What undici, as a package or within Node, takes for an Agent of the policy. */
export function dispatcherOptions(client: ClientOptions) {
  const { policy } = client;
  const { localAddress, ...connect } = connectionOptions(client);
  const isCold = policy.keepAlive === false;
  return given({
    pipelining: isCold ? 0 : policy.pipelining,
    connections: policy.connections,
    keepAliveTimeout: policy.keepAliveTimeoutMs,
    // On HTTP/2 a pipelining of 0 does not end the connection.
    allowH2: isCold ? false : policy.allowH2,
    maxCachedSessions: policy.tlsResumption ? null : 0,
    localAddress: localAddress ?? null,
    connect,
  });
}

export interface Dispatcher<Options, Handler> {
  dispatch(options: Options, handler: Handler): boolean;
}

/** Tells for which request a dispatcher of undici opened a connection. */
export interface DispatchObserver {
  /** The dispatcher for one request, which is dispatched as it is written. */
  of<Options extends object, Handler extends object>(
    dispatcher: Dispatcher<Options, Handler>,
    exchange: Exchange,
    written: Written,
  ): Dispatcher<Options, Handler>;
  close(): void;
}

/** What undici makes of an address and of headers on the way to a dispatcher is not always what they were. */
export type Written = Pick<FilledRequest, 'path' | 'headers'>;

interface Dispatched {
  path: string;
  headers?: Readonly<Record<string, string>>;
}

/**
 * undici announces a connection on a channel, and in the same breath starts the first request over it by a call of its
 * handler. Who asked for the connection would not do: requests over the bound wait in a queue that all of them share.
 */
export function observeDispatches(sockets: SocketObserver): DispatchObserver {
  let fresh: net.Socket | null = null;
  const connected = (message: unknown) => {
    fresh = (message as { readonly socket: net.Socket }).socket;
    // A request that was given up meanwhile starts nothing.
    queueMicrotask(() => {
      fresh = null;
    });
  };
  subscribe(CHANNEL, connected);
  return {
    of: (dispatcher, exchange, { path, headers }) => ({
      dispatch(options, handler) {
        // They were made for this request alone.
        const dispatched = options as Dispatched;
        dispatched.path = path;
        dispatched.headers = asWritten(dispatched.headers ?? {}, headers);
        beforeStart(handler, () => {
          if (fresh !== null) sockets.assign(fresh, exchange);
          fresh = null;
        });
        return dispatcher.dispatch(options, handler);
      },
    }),
    close: () => unsubscribe(CHANNEL, connected),
  };
}

const CHANNEL = 'undici:client:connected';

interface StartHandler {
  /** Until undici 6. */
  onConnect?: (...parameters: unknown[]) => unknown;
  /** Since undici 7. */
  onRequestStart?: (...parameters: unknown[]) => unknown;
}

function beforeStart(handler: StartHandler, note: () => void): void {
  const name = handler.onRequestStart === undefined ? 'onConnect' : 'onRequestStart';
  const start = handler[name];
  handler[name] = (...parameters) => {
    note();
    return start?.apply(handler, parameters);
  };
}
