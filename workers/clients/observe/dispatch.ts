import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ClientOptions, ConnectionEvidence } from '../../client.js';
import { type Ending, type Exchange, errorOf, UNASKED_SWITCH, withUnaskedBytes } from '../../exchange.js';
import { asWritten } from '../../requests/as-written.js';
import type { FilledRequest } from '../../requests/source.js';
import { type AnswerHeaders, headerOf } from './answer-headers.js';
import type { Connection } from './connection.js';
import { watchBytes, wereUnaskedFor } from './dispatch-bytes.js';
import { beforeAnswer, beforeBody, beforeStart, type Handler } from './dispatch-handler.js';
import { readHint } from './keep-alive-hint.js';
import type { SocketObserver } from './socket-observer.js';

export interface Dispatcher<Options, Handler> {
  dispatch(options: Options, handler: Handler): boolean;
}

/** Tells over which connection a dispatcher of undici sends a request, and what the answers say of connections. */
export interface DispatchObserver {
  /** The dispatcher for one request, which is dispatched as it is written. */
  of<Options extends object, Handler extends object>(
    dispatcher: Dispatcher<Options, Handler>,
    exchange: Exchange,
    written: Written,
  ): Dispatched<Options, Handler>;
  close(): void;
}

/** The dispatcher of one request. */
export interface Dispatched<Options, Handler> extends Dispatcher<Options, Handler> {
  /** What its caller has been told, unless the parser met bytes behind the answer: undici closes the connection and says nothing. */
  ending(told: Ending): Ending;
}

/** What undici makes of an address and of headers on the way to a dispatcher is not always what they were. */
export type Written = Pick<FilledRequest, 'path' | 'headers'>;

interface DispatchOptions {
  path: string;
  headers?: Readonly<Record<string, string>>;
}

/** A request and what it goes over, once that is known. */
interface Flight {
  readonly exchange: Exchange;
  socket: net.Socket | undefined;
  connection: Connection | undefined;
  /** A body came where none can be. */
  bodyTooMany: boolean;
}

/**
 * undici calls the handler of a request, and in the same breath says on a channel over which socket it goes. Who asked for
 * the connection would not do: requests over the bound wait in a queue that all of them share. The channel costs a small
 * object for each request, of the hundreds that undici makes of one.
 */
export function observeDispatches({ observer }: ClientOptions, sockets: SocketObserver): DispatchObserver {
  let starting: Flight | null = null;
  let fresh: TLSSocket | null = null;
  const sent = (message: unknown) => {
    if (starting === null) return;
    const { socket } = message as { readonly socket: net.Socket };
    const connection = sockets.assign(socket, starting.exchange);
    if (connection?.requests === 1) watchBytes(socket, connection);
    starting.socket = socket;
    starting.connection = connection;
    starting = null;
  };
  // Over HTTP/2 the undici within Node 20 and 22 does not say what it sends, only what it opens, in the same breath too.
  const connected = (message: unknown) => {
    const { socket } = message as { readonly socket: net.Socket };
    fresh = socket instanceof TLSSocket && socket.alpnProtocol === 'h2' ? socket : null;
    queueMicrotask(() => {
      fresh = null;
    });
  };
  subscribe(CHANNEL, sent);
  subscribe(OPENED, connected);
  return {
    of(dispatcher, exchange, { path, headers }) {
      const flight: Flight = { exchange, socket: undefined, connection: undefined, bodyTooMany: false };
      return {
        dispatch(options, handler) {
          // They were made for this request alone.
          const dispatched = options as DispatchOptions;
          dispatched.path = path;
          dispatched.headers = asWritten(dispatched.headers ?? {}, headers);
          beforeStart(handler, () => {
            starting = flight;
            if (fresh !== null) sent({ socket: fresh });
            fresh = null;
          });
          beforeAnswer(handler, (status, headers) => noteHead(flight, handler, { status, headers }, observer.evidence));
          return dispatcher.dispatch(options, handler);
        },
        ending: (told) => (told.status !== null && metUnaskedBytes(flight) ? withUnaskedBytes(told.status) : told),
      };
    },
    close() {
      unsubscribe(CHANNEL, sent);
      unsubscribe(OPENED, connected);
    },
  };
}

const CHANNEL = 'undici:client:sendHeaders';
const OPENED = 'undici:client:connected';

function metUnaskedBytes({ bodyTooMany, socket, connection }: Flight): boolean {
  return bodyTooMany || connection?.unasked === true || (socket !== undefined && wereUnaskedFor(socket));
}

interface Head {
  readonly status: number;
  readonly headers: AnswerHeaders;
}

function noteHead(flight: Flight, handler: Handler, { status, headers }: Head, evidence: ConnectionEvidence): void {
  const { connection, socket } = flight;
  if (status === 204 || status === 304) {
    beforeBody(handler, () => {
      flight.bodyTooMany = true;
    });
  }
  if (status < 200) {
    // The undici within Node 20 waits for what comes next, and nothing does.
    if (status === 101) socket?.destroy(errorOf(UNASKED_SWITCH));
    else evidence.interim();
  } else if (connection !== undefined) {
    if (connection.headers === null)
      evidence.firstAnswer(connection.httpVersion, readHint(headerOf(headers, 'keep-alive')));
    connection.headers = headers;
  }
}
