import type { Hint } from '../observe/keep-alive-hint.js';
import { asciiBytes, COLON, CR, FAILED, HEADER_LIMIT_BYTES, LF, SPACE, TAB, VALUE_BYTE } from './bytes.js';
import { CONNECTION, CONTENT_LENGTH, GENERAL, HeaderName, KEEP_ALIVE, TRANSFER_ENCODING } from './header-name.js';
import { KeepAliveHint, LengthValue } from './number-values.js';
import { TokenList } from './token-list.js';

const LINE_START = 0;
const NAME = 1;
const BEFORE_VALUE = 2;
const VALUE = 3;
const EMPTY_VALUE_LF = 4;
const VALUE_LF = 5;
const END_LF = 6;

/** Beside the kinds of names: a length or a coding without a value. */
const EMPTY_LENGTH = -1;

const CONNECTION_WORDS = ['close', 'keep-alive'].map(asciiBytes);
const SAYS_CLOSE = 1;
const SAYS_KEEP_ALIVE = 2;
const CODINGS = ['chunked'].map(asciiBytes);

/**
 * The headers of a response up to the empty line, or its trailers. Only what decides where the response ends and whether
 * the connection lives on is kept; everything else is checked as strictly as Node checks it.
 */
export class HeaderBlock {
  finished = false;
  /** -1 without a `Content-Length`. */
  contentLength = -1;
  /** Whether there is a `Transfer-Encoding`. */
  encoded = false;
  /** Whether the last coding is `chunked`. */
  chunked = false;
  /** In seconds, as Node sees it; -1 without a hint. */
  keepAliveHintS = -1;
  hint: Hint | null = null;
  #connection = 0;
  #state = LINE_START;
  #sizeBytes = 0;
  #kind = GENERAL;
  readonly #name = new HeaderName();
  readonly #length = new LengthValue();
  readonly #hint = new KeepAliveHint();
  readonly #options = new TokenList(CONNECTION_WORDS, true);
  readonly #codings = new TokenList(CODINGS, false);

  /** `reasonBytes` of the status line count for the limit. */
  begin(reasonBytes: number): void {
    this.contentLength = -1;
    this.encoded = false;
    this.chunked = false;
    this.keepAliveHintS = -1;
    this.hint = null;
    this.#connection = 0;
    this.#beginLines(reasonBytes);
  }

  /** What the headers said still stands, because trailers must not contradict it. */
  beginTrailers(): void {
    this.#beginLines(0);
  }

  get saysClose(): boolean {
    return (this.#connection & SAYS_CLOSE) !== 0;
  }

  get saysKeepAlive(): boolean {
    return (this.#connection & SAYS_KEEP_ALIVE) !== 0;
  }

  /** Takes what belongs to the block and says where it stopped. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && at !== FAILED && !this.finished) at = this.#step(bytes, at, end);
    return at;
  }

  #beginLines(sizeBytes: number): void {
    this.finished = false;
    this.#state = LINE_START;
    this.#kind = GENERAL;
    this.#sizeBytes = sizeBytes;
  }

  #step(bytes: Uint8Array, at: number, end: number): number {
    switch (this.#state) {
      case NAME:
        return this.#readName(bytes, at, end);
      case VALUE:
        return this.#readValue(bytes, at, end);
      case BEFORE_VALUE:
        return this.#readBlanks(bytes[at]!, at);
      case LINE_START:
        return this.#startLine(bytes[at]!, at);
      default:
        return this.#readLineFeed(bytes[at]!, at);
    }
  }

  #startLine(byte: number, at: number): number {
    if (!this.#finishHeader()) return FAILED;
    if (byte === CR) {
      this.#state = END_LF;
      return at + 1;
    }
    if (byte === COLON) return FAILED;
    this.#name.begin();
    this.#state = NAME;
    return at;
  }

  #readName(bytes: Uint8Array, from: number, end: number): number {
    const at = this.#name.read(bytes, from, end);
    if (!this.#fits(at - from)) return FAILED;
    if (at === end) return at;
    if (bytes[at] !== COLON) return FAILED;
    this.#kind = this.#name.kind;
    // Both lengths at once are how responses are smuggled past a proxy.
    if (this.#kind === TRANSFER_ENCODING && this.contentLength >= 0) return FAILED;
    if (this.#kind === CONTENT_LENGTH && this.encoded) return FAILED;
    this.#state = BEFORE_VALUE;
    return at + 1;
  }

  #readBlanks(byte: number, at: number): number {
    if (byte === SPACE || byte === TAB) return at + 1;
    if (byte === CR) {
      this.#state = EMPTY_VALUE_LF;
      return at + 1;
    }
    this.#state = VALUE;
    return this.#beginValue() ? at : FAILED;
  }

  #beginValue(): boolean {
    if (this.#kind === CONNECTION) this.#options.begin();
    else if (this.#kind === KEEP_ALIVE) this.#hint.begin();
    else if (this.#kind === CONTENT_LENGTH) {
      this.#length.begin();
      return this.contentLength < 0;
    } else if (this.#kind === TRANSFER_ENCODING) {
      this.#codings.begin();
      this.encoded = true;
      this.chunked = false;
    }
    return true;
  }

  #readValue(bytes: Uint8Array, from: number, end: number): number {
    const at = this.#readValueBytes(bytes, from, end);
    if (at === FAILED || !this.#fits(at - from)) return FAILED;
    if (at === end) return at;
    if (bytes[at] !== CR) return FAILED;
    if (this.#kind === CONTENT_LENGTH) this.contentLength = this.#length.bytes;
    this.#state = VALUE_LF;
    return at + 1;
  }

  #readValueBytes(bytes: Uint8Array, from: number, end: number): number {
    switch (this.#kind) {
      case CONNECTION:
        return this.#options.read(bytes, from, end);
      case CONTENT_LENGTH:
        return this.#length.read(bytes, from, end);
      case KEEP_ALIVE:
        return this.#hint.read(bytes, from, end);
      case TRANSFER_ENCODING:
        return this.#codings.read(bytes, from, end);
      default: {
        let at = from;
        while (at < end && VALUE_BYTE[bytes[at]!] === 1) at += 1;
        return at;
      }
    }
  }

  #readLineFeed(byte: number, at: number): number {
    if (byte !== LF) return FAILED;
    if (this.#state === END_LF) this.finished = true;
    else if (this.#state === VALUE_LF) this.#state = LINE_START;
    else {
      this.#state = LINE_START;
      this.#kind = this.#kind === CONTENT_LENGTH || this.#kind === TRANSFER_ENCODING ? EMPTY_LENGTH : GENERAL;
    }
    return at + 1;
  }

  /** A value counts once the byte after its line is there, as a blank would continue it, and that is not allowed. */
  #finishHeader(): boolean {
    const kind = this.#kind;
    this.#kind = GENERAL;
    if (kind === GENERAL) return true;
    if (kind === CONNECTION) this.#noteConnection();
    else if (kind === KEEP_ALIVE) this.#noteHint();
    else if (kind === TRANSFER_ENCODING) this.chunked = this.#codings.last === 0;
    return kind !== EMPTY_LENGTH;
  }

  #noteHint(): void {
    this.keepAliveHintS = this.#hint.honouredS;
    this.hint = this.#hint.value;
  }

  #noteConnection(): void {
    const { last, followed } = this.#options;
    this.#connection |= last < 0 ? followed : followed | (1 << last);
  }

  #fits(bytes: number): boolean {
    this.#sizeBytes += bytes;
    return this.#sizeBytes < HEADER_LIMIT_BYTES;
  }
}
