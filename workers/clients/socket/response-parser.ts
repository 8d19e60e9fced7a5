import { type BodyBeginning, extended } from '../observe/body-beginning.js';
import type { Hint } from '../observe/keep-alive-hint.js';
import { FAILED as BAD_BYTE, CR, LF } from './bytes.js';
import { ChunkLine } from './chunk-line.js';
import { type HeadMeaning, HeadMemo } from './head-memo.js';
import { HeaderBlock } from './header-block.js';
import { StatusLine } from './status-line.js';

const STATUS_LINE = 0;
const HEADERS = 1;
const BODY = 2;
const BODY_TO_END = 3;
const CHUNK_LINE = 4;
const CHUNK = 5;
const CHUNK_CR = 6;
const CHUNK_LF = 7;
const TRAILERS = 8;
/** After an interim response that said it was the last: only empty lines may follow. */
const CLOSED = 9;
const COMPLETE = 10;
const FAILED = 11;

/**
 * One response after another, read in place from whatever pieces come. It keeps no bytes, so a response may be split
 * anywhere; it refuses what Node's own parser refuses, so that the failures of all clients mean the same.
 */
export class ResponseParser {
  /** How many bytes of the body came, without the framing. */
  bodyBytes = 0;
  /** Whether the server keeps the connection after this response; trailers have no say in it. */
  keepsAlive = false;
  /** How long the server says it keeps the connection, in seconds; -1 where it does not say. */
  keepAliveHintS = -1;
  /** All that it says of it, of the final response. */
  hint: Hint | null = null;
  /** Two digits: 11 is HTTP/1.1. */
  version = 0;
  /** How many interim responses came before it. */
  interims = 0;
  /** Of the final response. */
  status = 0;
  /** How the body of a failed answer begins; null where there is none. */
  beginning: BodyBeginning | null = null;
  #phase = STATUS_LINE;
  #isHead = false;
  /** Whether nothing of the message has been read. */
  #fresh = true;
  #leftBytes = 0;
  readonly #line = new StatusLine();
  readonly #headers = new HeaderBlock();
  readonly #chunk = new ChunkLine();
  readonly #memo: HeadMemo;

  /** Parsers that share a memo profit from each other's heads. */
  constructor(memo = new HeadMemo()) {
    this.#memo = memo;
  }

  /** A response to `HEAD` has no body, whatever its headers say. */
  begin(isHead: boolean): void {
    this.#isHead = isHead;
    this.bodyBytes = 0;
    this.keepsAlive = false;
    this.#fresh = true;
    this.beginning = null;
    this.interims = 0;
    this.#beginMessage();
  }

  get complete(): boolean {
    return this.#phase === COMPLETE;
  }

  get failed(): boolean {
    return this.#phase === FAILED;
  }

  /** Whether it failed of a switch of protocols, which no client of ours asks for. */
  get switched(): boolean {
    return this.failed && this.#line.status === 101;
  }

  /** Reads until the response is complete or failed or the bytes are used up, and says where it stopped. */
  read(bytes: Uint8Array, from: number, end: number): number {
    const at = this.#fresh ? this.#readHead(bytes, from, end) : from;
    return this.#readThrough(CLOSED, bytes, at, end);
  }

  /** Reads until what comes next is beyond the phase. */
  #readThrough(lastPhase: number, bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && this.#phase <= lastPhase) {
      const next = this.#step(bytes, at, end);
      if (next === BAD_BYTE) {
        this.#phase = FAILED;
        return at;
      }
      at = next;
    }
    return at;
  }

  /** A head that comes whole is remembered, and known again; one in pieces is left to the steps. */
  #readHead(bytes: Uint8Array, from: number, end: number): number {
    this.#fresh = from === end;
    const memo = this.#memo;
    if (memo.matches(bytes, from, end, this.#isHead)) {
      this.#resume(memo.meaning!);
      return from + memo.lengthBytes;
    }
    const at = this.#readThrough(HEADERS, bytes, from, end);
    // An interim response would be part of what is compared, and trailers are judged by the headers before them.
    const isPlain = this.#phase === BODY || this.#phase === BODY_TO_END || this.#phase === COMPLETE;
    if (isPlain && this.interims === 0) memo.remember(bytes, from, at, this.#isHead, this.#meaning());
    return at;
  }

  #meaning(): HeadMeaning {
    const { status, version, keepsAlive, keepAliveHintS, hint } = this;
    return { status, version, keepsAlive, keepAliveHintS, hint, phase: this.#phase, leftBytes: this.#leftBytes };
  }

  #resume(meaning: HeadMeaning): void {
    this.status = meaning.status;
    this.version = meaning.version;
    this.keepsAlive = meaning.keepsAlive;
    this.keepAliveHintS = meaning.keepAliveHintS;
    this.hint = meaning.hint;
    this.#leftBytes = meaning.leftBytes;
    this.#phase = meaning.phase;
  }

  /** The connection has ended; a body without a length is complete with it. */
  end(): void {
    if (this.#phase === BODY_TO_END) this.#phase = COMPLETE;
  }

  #beginMessage(): void {
    this.#phase = STATUS_LINE;
    this.#line.begin();
  }

  #step(bytes: Uint8Array, at: number, end: number): number {
    switch (this.#phase) {
      case STATUS_LINE:
        return this.#readStatusLine(bytes, at, end);
      case HEADERS:
        return this.#readHeaders(bytes, at, end);
      case CHUNK_LINE:
        return this.#readChunkLine(bytes, at, end);
      case TRAILERS:
        return this.#readTrailers(bytes, at, end);
      case CHUNK_CR:
        this.#phase = CHUNK_LF;
        return bytes[at] === CR ? at + 1 : BAD_BYTE;
      case CHUNK_LF:
        this.#beginChunk();
        return bytes[at] === LF ? at + 1 : BAD_BYTE;
      case CLOSED:
        return bytes[at] === CR || bytes[at] === LF ? at + 1 : BAD_BYTE;
      default:
        return this.#skipBody(bytes, at, end);
    }
  }

  #readStatusLine(bytes: Uint8Array, from: number, end: number): number {
    const at = this.#line.read(bytes, from, end);
    if (!this.#line.finished) return at;
    this.#headers.begin(this.#line.reasonBytes);
    this.#phase = HEADERS;
    return at;
  }

  #readHeaders(bytes: Uint8Array, from: number, end: number): number {
    const at = this.#headers.read(bytes, from, end);
    if (!this.#headers.finished) return at;
    const { status } = this.#line;
    if (status === 101) return BAD_BYTE;
    if (status >= 100 && status < 200) this.#skipInterim();
    else this.#beginBody();
    return at;
  }

  #skipInterim(): void {
    this.interims += 1;
    if (this.#staysOpen()) this.#beginMessage();
    else this.#phase = CLOSED;
  }

  #beginBody(): void {
    const { chunked, contentLength } = this.#headers;
    this.status = this.#line.status;
    this.version = this.#line.version;
    this.keepsAlive = this.#staysOpen() && !(this.#hasBody() && this.#endsWithConnection());
    this.keepAliveHintS = this.#headers.keepAliveHintS;
    this.hint = this.#headers.hint;
    if (!this.#hasBody()) this.#phase = COMPLETE;
    else if (chunked) this.#beginChunk();
    else if (this.#endsWithConnection()) this.#phase = BODY_TO_END;
    else {
      this.#leftBytes = contentLength;
      this.#phase = contentLength === 0 ? COMPLETE : BODY;
    }
  }

  #hasBody(): boolean {
    return !this.#isHead && this.#line.status !== 204 && this.#line.status !== 304;
  }

  #endsWithConnection(): boolean {
    const { chunked, encoded, contentLength } = this.#headers;
    return !chunked && (encoded || contentLength < 0);
  }

  #staysOpen(): boolean {
    return this.#line.keptByDefault ? !this.#headers.saysClose : this.#headers.saysKeepAlive;
  }

  #beginChunk(): void {
    this.#chunk.begin();
    this.#phase = CHUNK_LINE;
  }

  #readChunkLine(bytes: Uint8Array, from: number, end: number): number {
    const at = this.#chunk.read(bytes, from, end);
    if (!this.#chunk.finished) return at;
    this.#leftBytes = this.#chunk.sizeBytes;
    this.#phase = this.#leftBytes === 0 ? TRAILERS : CHUNK;
    if (this.#phase === TRAILERS) this.#headers.beginTrailers();
    return at;
  }

  #readTrailers(bytes: Uint8Array, from: number, end: number): number {
    const at = this.#headers.read(bytes, from, end);
    if (this.#headers.finished) this.#phase = COMPLETE;
    return at;
  }

  #skipBody(bytes: Uint8Array, at: number, end: number): number {
    const skipped = this.#phase === BODY_TO_END ? end - at : Math.min(this.#leftBytes, end - at);
    this.bodyBytes += skipped;
    if (this.status >= 400) this.beginning = extended(this.beginning, bytes.subarray(at, at + skipped));
    if (this.#phase === BODY_TO_END) return end;
    this.#leftBytes -= skipped;
    if (this.#leftBytes === 0) this.#phase = this.#phase === CHUNK ? CHUNK_CR : COMPLETE;
    return at + skipped;
  }
}
