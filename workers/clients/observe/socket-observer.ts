import net from 'node:net';
import { ownBound } from '../../../harness/model/workload/clients.js';
import type { ClientOptions } from '../../client.js';
import type { Exchange } from '../../exchange.js';
import type { Connection } from './connection.js';
import { createConnections } from './connections.js';

/**
 * Counts every TCP and TLS connection that this thread opens, whichever library opens it, and says for which request.
 *
 * All libraries end in `net.Socket.prototype.connect`, also those that build an Agent of their own. Node's channel
 * `net.client.socket` would be the polite way, but it misses TLS before Node 22. One observer is open at a time.
 */
export interface SocketObserver {
  /** A request is about to be given to the library: a connection that no request ever claims is counted for the latest. */
  sending(exchange: Exchange): void;
  /**
   * A request goes over the socket: the first one is the one that the connection was opened for.
   *
   * @param atMs when it was given the socket, where that is not now
   */
  assign(socket: net.Socket, exchange: Exchange, atMs?: number): Connection | undefined;
  of(socket: net.Socket): Connection | undefined;
  /** Cuts what is still open, and counts what was never claimed. */
  close(): void;
}

export function observeSockets({ observer, policy, endpoint, clock }: ClientOptions): SocketObserver {
  const connections = createConnections(observer, policy.keepAlive !== false);
  // Only a bound makes requests wait for a connection; the clock is not asked where there is none.
  const bound = ownBound(policy, endpoint.protocol === 'https:');
  let latest: Exchange | null = null;
  const restore = onEveryConnect((socket) => connections.watch(socket, latest, clock.nowMs()));
  return {
    sending(exchange) {
      latest = exchange;
    },
    assign(socket, exchange, atMs) {
      const connection = connections.carry(socket, exchange);
      if (connection !== undefined && bound !== null) {
        // With fewer than that there was none to wait for, and what passed is the library's own time.
        exchange.queuedMs = exchange.others < bound ? 0 : waitMs(connection, exchange, atMs ?? clock.nowMs());
      }
      return connection;
    },
    of: connections.of,
    close() {
      restore();
      connections.close();
    },
  };
}

/** Until the connection was begun, where it was opened for the request: what comes then is no wait. */
function waitMs({ begunMs, owner }: Connection, exchange: Exchange, nowMs: number): number {
  const servedMs = owner === exchange ? Math.min(begunMs, nowMs) : nowMs;
  return Math.max(0, servedMs - (exchange.sentMs ?? servedMs));
}

function onEveryConnect(watch: (socket: net.Socket) => void): () => void {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (this: net.Socket, ...options: Parameters<typeof connect>) {
    watch(this);
    return connect.apply(this, options);
  } as typeof connect;
  return () => {
    net.Socket.prototype.connect = connect;
  };
}
