import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FailureKind } from '../../../harness/model/tally.js';
import type { ConnectionEvent, Exchange } from '../../exchange.js';
import { failureKind } from '../failure-kind.js';
import { CR, LF } from './bytes.js';
import type { Dialer } from './dial.js';
import type { RequestText } from './request-text.js';
import { ResponseParser } from './response-parser.js';

export interface LaneOwner {
  connection(exchange: Exchange, event: ConnectionEvent): void;
  /** A whole response came; unless the lane is closed, the next request can be sent on it. */
  answered(lane: Lane, exchange: Exchange, status: number): void;
  /** The lane is closed; `exchange` is what was under way on it. */
  lost(lane: Lane, exchange: Exchange | null, failure: FailureKind): void;
}

/** One connection: opened for a request, and then carrying one request at a time until either side closes it. */
export class Lane {
  /** Neighbours among the idle lanes, and until when it may be idle: kept by the pool. */
  older: Lane | null = null;
  newer: Lane | null = null;
  idle = false;
  expiresMs = Number.POSITIVE_INFINITY;
  exchange: Exchange | null;
  closed = false;
  #ready = false;
  #request: RequestText;
  readonly #owner: LaneOwner;
  readonly #dialer: Dialer;
  readonly #socket: net.Socket;
  readonly #parser: ResponseParser;

  /** Opens the connection for `exchange`, and sends its request as soon as it can. */
  constructor(exchange: Exchange, request: RequestText, dialer: Dialer, owner: LaneOwner) {
    this.exchange = exchange;
    this.#request = request;
    this.#owner = owner;
    this.#dialer = dialer;
    this.#parser = new ResponseParser(dialer.heads);
    exchange.connected = true;
    this.#socket = dialer.open((bytes, length) => this.#read(bytes, length));
    this.#listen(exchange);
  }

  /** In seconds; -1 where the server did not say. */
  get keepAliveHintS(): number {
    return this.#parser.keepAliveHintS;
  }

  send(exchange: Exchange, request: RequestText): void {
    this.exchange = exchange;
    this.#request = request;
    this.#write(exchange);
  }

  close(): void {
    this.closed = true;
    this.exchange = null;
    this.#socket.destroy();
  }

  #listen(birth: Exchange): void {
    const socket = this.#socket;
    const note = (event: ConnectionEvent) => {
      if (!this.closed) this.#owner.connection(birth, event);
    };
    // What can happen only once needs no `once`, whose wrappers are a good part of what a short connection allocates.
    // A name with several addresses announces each, and all of them come from one lookup.
    if (this.#dialer.named) socket.once('lookup', () => note('lookup'));
    socket.on('connectionAttempt', () => note('attempted'));
    socket.on('connect', () => {
      note('opened');
      if (!this.#dialer.secure) this.#begin();
    });
    if (socket instanceof TLSSocket) {
      socket.on('secureConnect', () => {
        note(socket.isSessionReused() ? 'handshake-resumed' : 'handshake-full');
        this.#begin();
      });
    }
    socket.on('error', (error) => this.#lose(failureKind(error, this.#dialer.secure)));
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#lose(this.#ready ? 'reset' : this.#dialer.secure ? 'tls' : 'connect'));
  }

  #begin(): void {
    this.#ready = true;
    if (this.exchange !== null && !this.closed) this.#write(this.exchange);
  }

  #write(exchange: Exchange): void {
    const request = this.#request;
    this.#parser.begin(request.isHead);
    if (request.kind === 'constant') this.#socket.write(request.bytes);
    else this.#socket.write(request.render(exchange.n), 'latin1');
  }

  #read(bytes: Uint8Array, length: number): void {
    if (this.closed) return;
    const { exchange } = this;
    if (exchange === null) {
      if (!onlyLineEnds(bytes, 0, length)) this.#lose('protocol');
      return;
    }
    const at = this.#parser.read(bytes, 0, length);
    if (this.#parser.complete) this.#complete(exchange, this.#parser.keepsAlive && onlyLineEnds(bytes, at, length));
    else if (this.#parser.failed) this.#lose('protocol');
  }

  #complete(exchange: Exchange, reusable: boolean): void {
    this.exchange = null;
    // An answer may come before the request is known to be sent, over TLS even usually: the next one lines up behind it.
    if (!reusable) this.close();
    this.#owner.answered(this, exchange, this.#parser.status);
  }

  #end(): void {
    // A connection that ends before it is secure says why in an error that is on its way.
    if (this.closed || (this.#dialer.secure && !this.#ready)) return;
    this.#parser.end();
    if (this.exchange !== null && this.#parser.complete) this.#complete(this.exchange, false);
    else this.#lose('reset');
  }

  #lose(failure: FailureKind): void {
    if (this.closed) return;
    if (failure === 'tls') this.#dialer.forgetSession();
    const { exchange } = this;
    this.close();
    this.#owner.lost(this, exchange, failure);
  }
}

/** Some servers end a body with an empty line too many, and every parser skips it. */
function onlyLineEnds(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) {
    if (bytes[at] !== CR && bytes[at] !== LF) return false;
  }
  return true;
}
