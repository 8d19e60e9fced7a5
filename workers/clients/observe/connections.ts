import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ClientObserver } from '../../client.js';
import type { ConnectionEvent, Exchange } from '../../exchange.js';
import { toldByHeaders } from './answer-headers.js';
import { beginConnection, type Connection, endOf } from './connection.js';
import { noteEvents } from './connection-events.js';

/** The connections of one client that have not ended. */
export interface Connections {
  /** To be called before the socket connects; `suspect` is the latest request by then. */
  watch(socket: net.Socket, suspect: Exchange | null, nowMs: number): void;
  /** A request goes over the socket. */
  carry(socket: net.Socket, exchange: Exchange): Connection | undefined;
  of(socket: net.Socket): Connection | undefined;
  /** Cuts what is still open but for sessions of HTTP/2, and counts what no request ever claimed. */
  close(): void;
}

/** @param asked whether the client asks to keep its connections */
export function createConnections(observer: ClientObserver, asked: boolean): Connections {
  const connections = new Map<net.Socket, Connection>();

  const note = (connection: Connection, event: ConnectionEvent) => {
    if (event === 'opened') connection.opened = true;
    if (connection.owner === null) connection.early.push(event);
    else observer.connection(connection.owner, event);
  };
  const gone = (socket: net.Socket, connection: Connection) => {
    connections.delete(socket);
    claim(connection, observer, connection.suspect);
    if (!connection.opened) return;
    if (asked && isToldAtLast(connection)) noteTold(connection, observer);
    observer.evidence.ended(endOf(connection, socket, asked), connection.requests);
  };

  return {
    watch(socket, suspect, nowMs) {
      const connection = beginConnection(suspect, nowMs);
      connections.set(socket, connection);
      noteEvents(socket, (event) => note(connection, event), observer.evidence.attempts);
      socket.once('timeout', () => {
        connection.idled = connection.latest?.answered ?? false;
      });
      socket.once('close', () => gone(socket, connection));
    },
    carry(socket, exchange) {
      const connection = connections.get(socket);
      if (connection === undefined) return undefined;
      connection.requests += 1;
      connection.latest = exchange;
      claim(connection, observer, exchange);
      return connection;
    },
    of: (socket) => connections.get(socket),
    close() {
      for (const [socket, connection] of connections) {
        // Its end was decided, and only the news of it is on the way.
        if (socket.destroyed || isToldAtLast(connection)) gone(socket, connection);
        claim(connection, observer, connection.suspect);
        // How it ends now is not the policy's doing.
        connection.opened = false;
        // undici throws where the socket of a session ends before the session, and so it ends those itself.
        if (!isSession(socket)) socket.destroy();
      }
    },
  };
}

function isSession(socket: net.Socket): boolean {
  return socket instanceof TLSSocket && socket.alpnProtocol === 'h2';
}

/** The first request that claims a connection is the one that it was opened for; what happened to it is counted there. */
function claim(connection: Connection, observer: ClientObserver, exchange: Exchange | null): void {
  if (connection.owner !== null || exchange === null) return;
  connection.owner = exchange;
  exchange.connected = true;
  for (const event of connection.early) observer.connection(exchange, event);
  connection.early = [];
}

/** undici has no other way to say that an answer was the last. */
function isToldAtLast({ headers, httpVersion }: Connection): boolean {
  return headers !== null && toldByHeaders(headers, httpVersion);
}

function noteTold(connection: Connection, observer: ClientObserver): void {
  connection.told = true;
  if (connection.latest !== null) observer.connection(connection.latest, 'closed-by-server');
}
