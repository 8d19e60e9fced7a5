import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ClientOptions, ConnectionEvidence } from '../../client.js';
import type { Exchange } from '../../exchange.js';
import { asWritten } from '../../requests/as-written.js';
import type { FilledRequest } from '../../requests/source.js';
import { type AnswerHeaders, headerOf } from './answer-headers.js';
import type { Connection } from './connection.js';
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
  ): Dispatcher<Options, Handler>;
  close(): void;
}

/** What undici makes of an address and of headers on the way to a dispatcher is not always what they were. */
export type Written = Pick<FilledRequest, 'path' | 'headers'>;

interface Dispatched {
  path: string;
  headers?: Readonly<Record<string, string>>;
}

/** A request and what it goes over, once that is known. */
interface Flight {
  readonly exchange: Exchange;
  connection: Connection | undefined;
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
    if (connection?.requests === 1) noteVersion(socket, connection);
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
    of: (dispatcher, exchange, { path, headers }) => ({
      dispatch(options, handler) {
        // They were made for this request alone.
        const dispatched = options as Dispatched;
        dispatched.path = path;
        dispatched.headers = asWritten(dispatched.headers ?? {}, headers);
        const flight: Flight = { exchange, connection: undefined };
        beforeStart(handler, () => {
          starting = flight;
          if (fresh !== null) sent({ socket: fresh });
          fresh = null;
        });
        beforeAnswer(handler, (status, headers) => noteHead(flight, status, headers, observer.evidence));
        return dispatcher.dispatch(options, handler);
      },
    }),
    close() {
      unsubscribe(CHANNEL, sent);
      unsubscribe(OPENED, connected);
    },
  };
}

const CHANNEL = 'undici:client:sendHeaders';
const OPENED = 'undici:client:connected';

function noteHead({ connection }: Flight, status: number, headers: AnswerHeaders, evidence: ConnectionEvidence): void {
  if (status < 200) evidence.interim();
  else if (connection !== undefined) {
    if (connection.headers === null)
      evidence.firstAnswer(connection.httpVersion, readHint(headerOf(headers, 'keep-alive')));
    connection.headers = headers;
  }
}

/** undici never tells the version of an answer: it is read once for each connection, from the first bytes that undici reads. */
function noteVersion(socket: net.Socket, connection: Connection): void {
  if (socket instanceof TLSSocket && socket.alpnProtocol === 'h2') {
    connection.httpVersion = '2';
    return;
  }
  const { read } = socket;
  socket.read = (size?: number) => {
    const chunk: unknown = read.call(socket, size);
    if (chunk instanceof Uint8Array) {
      connection.httpVersion = /^\s*HTTP\/(\d\.\d)/.exec(Buffer.from(chunk).toString('latin1', 0, 16))?.[1] ?? '';
      socket.read = read;
    }
    return chunk;
  };
}

type Hook = (...parameters: unknown[]) => unknown;

/** The first two of undici 6 and of its callers until now, the others of undici 7 and later. */
interface Handler {
  onConnect?: Hook;
  onHeaders?: Hook;
  onRequestStart?: Hook;
  onResponseStart?: Hook;
}

function beforeStart(handler: Handler, note: () => void): void {
  const name = handler.onRequestStart === undefined ? 'onConnect' : 'onRequestStart';
  const start = handler[name];
  handler[name] = (...parameters) => {
    note();
    return start?.apply(handler, parameters);
  };
}

function beforeAnswer(handler: Handler, note: (status: number, headers: AnswerHeaders) => void): void {
  const name = handler.onRequestStart === undefined ? 'onHeaders' : 'onResponseStart';
  // A handler of the later kind is given a controller first.
  const first = name === 'onHeaders' ? 0 : 1;
  const answer = handler[name];
  handler[name] = (...parameters) => {
    note(parameters[first] as number, parameters[first + 1] as AnswerHeaders);
    return answer?.apply(handler, parameters);
  };
}
