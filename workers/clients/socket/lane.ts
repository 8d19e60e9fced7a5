import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ConnectionEnd } from '../../../harness/model/run/connection-facts.js';
import {
  type ConnectionEvent,
  type Ending,
  type Exchange,
  endingOf,
  type Failure,
  UNASKED_BYTES,
  UNASKED_SWITCH,
  withUnaskedBytes,
} from '../../exchange.js';
import { noteAttempts } from '../observe/connection-events.js';
import { failureOf } from '../observe/failure.js';
import type { Hint } from '../observe/keep-alive-hint.js';
import { onlyLineEnds } from './bytes.js';
import type { Dialer } from './dial.js';
import type { RequestText } from './request-text.js';
import { ResponseParser } from './response-parser.js';

export interface LaneOwner {
  connection(exchange: Exchange, event: ConnectionEvent): void;
  /** The connection was opened after so many addresses were tried. */
  attempts(count: number): void;
  /** The connection, which had been open, ended after it had carried so many requests. */
  ended(end: ConnectionEnd, requests: number): void;
  /** A whole response came; unless the lane is closed, the next request can be sent on it. */
  answered(lane: Lane, exchange: Exchange, ending: Ending): void;
  /** The lane is closed; `exchange` is what was under way on it. */
  lost(lane: Lane, exchange: Exchange | null, failure: Failure): void;
  /** The lane was closed in good order, nothing of its connection is left, and it can be taken for another one. */
  atRest(lane: Lane): void;
}

/** One connection at a time: opened for a request, and then carrying one after the other until either side closes it. */
export class Lane {
  /** Neighbours among the idle lanes, and until when it may be idle: kept by the pool. */
  older: Lane | null = null;
  newer: Lane | null = null;
  idle = false;
  expiresMs = Number.POSITIVE_INFINITY;
  exchange: Exchange | null = null;
  closed = true;
  #opened = false;
  #attempts = 0;
  #carried = 0;
  #ready = false;
  #broken = false;
  #lookedUp = false;
  #birth: Exchange | null = null;
  #request: RequestText | null = null;
  #socket: net.Socket | null = null;
  readonly #owner: LaneOwner;
  readonly #dialer: Dialer;
  readonly #parser: ResponseParser;

  constructor(dialer: Dialer, owner: LaneOwner) {
    this.#dialer = dialer;
    this.#owner = owner;
    this.#parser = new ResponseParser(dialer.heads);
  }

  /** What the last answer said. */
  get keptByServer(): boolean {
    return this.#parser.keepsAlive;
  }

  get interims(): number {
    return this.#parser.interims;
  }

  /** As `1.1`. */
  get httpVersion(): string {
    const { version } = this.#parser;
    return `${Math.floor(version / 10)}.${version % 10}`;
  }

  /** What the last answer said of how long the connection is kept; null where it did not. */
  get hint(): Hint | null {
    return this.#parser.hint;
  }

  /** In seconds; -1 where the server did not say. */
  get keepAliveHintS(): number {
    return this.#parser.keepAliveHintS;
  }

  /** Gives a new lane, or one at rest, the request for which it will open a connection. */
  take(exchange: Exchange, request: RequestText): void {
    this.exchange = exchange;
    this.closed = false;
    this.expiresMs = Number.POSITIVE_INFINITY;
    this.#opened = false;
    this.#attempts = 0;
    this.#carried = 0;
    this.#ready = false;
    this.#lookedUp = false;
    this.#birth = exchange;
    this.#request = request;
    exchange.connected = true;
  }

  /** Opens the connection, and sends the request as soon as it can. */
  dial(): void {
    if (this.#socket !== null && this.#dialer.reopen(this.#socket)) return;
    this.#socket = this.#dialer.open((bytes, length) => this.#read(bytes, length));
    this.#listen(this.#socket);
  }

  send(exchange: Exchange, request: RequestText): void {
    this.exchange = exchange;
    this.#request = request;
    this.#write(exchange, request);
  }

  /** @param end null where the connection ends with the client */
  close(end: ConnectionEnd | null): void {
    if (!this.closed && this.#opened && end !== null) this.#owner.ended(end, this.#carried);
    this.closed = true;
    this.exchange = null;
    this.#socket?.destroy();
  }

  // What can happen only once needs no `once`, whose wrappers are a good part of what a short connection allocates.
  #listen(socket: net.Socket): void {
    if (this.#dialer.named) socket.on('lookup', () => this.#noteLookup());
    noteAttempts(socket, () => this.#noteAttempt());
    socket.on('connect', () => {
      this.#noteOpened();
      if (!this.#dialer.secure) this.#begin();
    });
    if (socket instanceof TLSSocket) {
      socket.on('secureConnect', () => {
        this.#note(socket.isSessionReused() ? 'handshake-resumed' : 'handshake-full');
        this.#begin();
      });
    }
    socket.on('error', (error) => {
      const failure = failureOf(error, this.#dialer.secure);
      this.#lose(failure, failure.failure === 'reset' ? 'reset' : 'error');
    });
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#gone());
  }

  /** Also of a lane that was closed in the same turn: the kernel had begun. */
  #noteAttempt(): void {
    this.#attempts += 1;
    if (this.#birth !== null) this.#owner.connection(this.#birth, 'attempted');
  }

  #noteOpened(): void {
    if (this.closed) return;
    this.#opened = true;
    this.#owner.attempts(this.#attempts);
    this.#note('opened');
  }

  #note(event: ConnectionEvent): void {
    if (!this.closed && this.#birth !== null) this.#owner.connection(this.#birth, event);
  }

  /** A name with several addresses announces each, and all of them come from one lookup. */
  #noteLookup(): void {
    if (!this.#lookedUp) this.#note('lookup');
    this.#lookedUp = true;
  }

  #gone(): void {
    if (!this.closed)
      this.#lose(this.#ready ? ENDED_EARLY : this.#dialer.secure ? ENDED_BEFORE_SECURE : ENDED_BEFORE_OPEN);
    // What was closed before it was open may have a lookup under way, which Node would let connect the next one.
    else if (this.#ready && !this.#broken && !this.#dialer.secure) this.#owner.atRest(this);
  }

  #begin(): void {
    this.#ready = true;
    if (this.exchange !== null && this.#request !== null && !this.closed) this.#write(this.exchange, this.#request);
  }

  #write(exchange: Exchange, request: RequestText): void {
    this.#carried += 1;
    this.#parser.begin(request.isHead);
    if (request.kind === 'constant') this.#socket?.write(request.bytes);
    else this.#socket?.write(request.render(exchange.n), 'latin1');
  }

  #read(bytes: Uint8Array, length: number): void {
    if (this.closed) return;
    const { exchange } = this;
    if (exchange === null) {
      if (!onlyLineEnds(bytes, 0, length)) this.#lose(UNASKED_BYTES);
      return;
    }
    const at = this.#parser.read(bytes, 0, length);
    if (this.#parser.complete) this.#complete(exchange, onlyLineEnds(bytes, at, length));
    else if (this.#parser.failed) this.#lose(this.#parser.switched ? UNASKED_SWITCH : NOT_HTTP);
  }

  /** @param alone whether nothing came behind the answer */
  #complete(exchange: Exchange, alone: boolean): void {
    this.exchange = null;
    const { keepsAlive, status, beginning } = this.#parser;
    // An answer may come before the request is known to be sent, over TLS even usually: the next one lines up behind it.
    if (!keepsAlive || !alone) this.close(keepsAlive ? 'error' : 'server-told');
    this.#owner.answered(this, exchange, alone ? endingOf(status, beginning?.text()) : withUnaskedBytes(status));
  }

  #end(): void {
    // A connection that ends before it is secure says why in an error that is on its way.
    if (this.closed || (this.#dialer.secure && !this.#ready)) return;
    this.#parser.end();
    if (this.exchange !== null && this.#parser.complete) this.#complete(this.exchange, true);
    else this.#lose(ENDED_EARLY, 'server');
  }

  #lose(failure: Failure, end: ConnectionEnd = 'error'): void {
    if (this.closed) return;
    if (failure.failure === 'tls') this.#dialer.forgetSession();
    this.#broken = true;
    const { exchange } = this;
    this.close(end);
    this.#owner.lost(this, exchange, failure);
  }
}

const ENDED_EARLY: Failure = {
  failure: 'reset',
  code: 'ECONNRESET',
  message: 'the server ended the connection before the answer was whole',
};
const ENDED_BEFORE_SECURE: Failure = {
  ...ENDED_EARLY,
  failure: 'tls',
  message: 'the connection ended before it was secure',
};
const ENDED_BEFORE_OPEN: Failure = {
  ...ENDED_EARLY,
  failure: 'connect',
  message: 'the connection ended before it was open',
};
const NOT_HTTP: Failure = { failure: 'protocol', code: 'NOT_HTTP', message: 'the answer is not HTTP/1.1' };
