import net from 'node:net';
import type { ClientObserver } from '../../client.js';
import type { ConnectionEvent, Exchange } from '../../exchange.js';
import { noteEvents } from './connection-events.js';

/**
 * Counts every TCP and TLS connection that this thread opens, whichever library opens it, and says for which request.
 *
 * All libraries end in `net.Socket.prototype.connect`, also those that build an Agent of their own. Node's channel
 * `net.client.socket` would be the polite way, but it misses TLS before Node 22. One observer is open at a time.
 */
export interface SocketObserver {
  /** A request is about to be given to the library: a connection that no request ever claims is counted for the latest. */
  sending(exchange: Exchange): void;
  /** A request goes over the socket: the first one is the one that the connection was opened for. */
  assign(socket: net.Socket, exchange: Exchange): void;
  /** Cuts what is still open, and counts what was never claimed. */
  close(): void;
}

/** What a socket has seen so far, until a request claims it. */
interface Birth {
  readonly early: ConnectionEvent[];
  /** The latest request when the connection was begun. */
  readonly suspect: Exchange | null;
  owner: Exchange | null;
}

export function observeSockets(observer: ClientObserver): SocketObserver {
  const unclaimed = new Map<net.Socket, Birth>();
  const open = new Set<net.Socket>();
  let latest: Exchange | null = null;

  const claim = (socket: net.Socket, exchange: Exchange | null) => {
    const birth = unclaimed.get(socket);
    if (birth === undefined || exchange === null) return;
    unclaimed.delete(socket);
    birth.owner = exchange;
    exchange.connected = true;
    for (const event of birth.early) observer.connection(exchange, event);
  };
  const watch = (socket: net.Socket) => {
    const birth: Birth = { early: [], suspect: latest, owner: null };
    unclaimed.set(socket, birth);
    open.add(socket);
    noteEvents(socket, (event) =>
      birth.owner === null ? birth.early.push(event) : observer.connection(birth.owner, event),
    );
    socket.once('close', () => {
      open.delete(socket);
      claim(socket, birth.suspect);
    });
  };

  const restore = onEveryConnect(watch);
  return {
    sending(exchange) {
      latest = exchange;
    },
    assign: claim,
    close() {
      restore();
      for (const [socket, birth] of unclaimed) claim(socket, birth.suspect);
      for (const socket of open) socket.destroy();
    },
  };
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
