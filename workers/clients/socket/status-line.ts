import { asciiBytes, CR, FAILED, HEADER_LIMIT_BYTES, LF, NINE, SPACE, ZERO } from './bytes.js';

/** `HTTP/1.1 200`, whose digits stand for any digit. */
const PATTERN = asciiBytes('HTTP/0.0 000');
const MAJOR = 5;
const MINOR = 7;
const STATUS = 9;
const AFTER_STATUS = PATTERN.length;
const REASON = AFTER_STATUS + 1;
const LINE_FEED = AFTER_STATUS + 2;

/** The first line of a response, and the empty lines that may stand before it. */
export class StatusLine {
  status = 0;
  finished = false;
  reasonBytes = 0;
  #major = 0;
  #minor = 0;
  #place = 0;

  begin(): void {
    this.status = 0;
    this.finished = false;
    this.reasonBytes = 0;
    this.#place = 0;
  }

  /** Whether connections of this version are kept unless the response says otherwise. */
  get keptByDefault(): boolean {
    return this.#major > 0 && this.#minor > 0;
  }

  /** Major and minor version as two digits: 11 is HTTP/1.1. */
  get version(): number {
    return this.#major * 10 + this.#minor;
  }

  /** Takes what belongs to the line and says where it stopped. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && !this.finished) {
      if (this.#place === REASON) {
        at = this.#readReason(bytes, at, end);
        if (at === FAILED || at === end) return at;
      } else if (!this.#accept(bytes[at]!)) return FAILED;
      at += 1;
    }
    return at;
  }

  #accept(byte: number): boolean {
    if (this.#place < AFTER_STATUS) return this.#acceptFixed(byte);
    if (this.#place === LINE_FEED) {
      this.finished = true;
      return byte === LF;
    }
    this.#place = byte === CR ? LINE_FEED : REASON;
    return byte === CR || byte === SPACE;
  }

  #acceptFixed(byte: number): boolean {
    const place = this.#place;
    if (place === 0 && (byte === CR || byte === LF)) return true;
    this.#place += 1;
    const expected = PATTERN[place]!;
    if (expected !== ZERO) return byte === expected;
    if (byte < ZERO || byte > NINE) return false;
    const digit = byte - ZERO;
    if (place >= STATUS) this.status = this.status * 10 + digit;
    else if (place === MAJOR) this.#major = digit;
    else if (place === MINOR) return this.#acceptMinor(digit);
    return true;
  }

  /** The versions that Node accepts: 0.9, 1.0, 1.1 and 2.0. */
  #acceptMinor(minor: number): boolean {
    this.#minor = minor;
    if (this.#major === 1) return minor <= 1;
    return (this.#major === 0 && minor === 9) || (this.#major === 2 && minor === 0);
  }

  /** Leaves the carriage return as the last byte that was read. */
  #readReason(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && bytes[at] !== CR) {
      if (bytes[at] === LF) return FAILED;
      at += 1;
    }
    this.reasonBytes += at - from;
    if (this.reasonBytes >= HEADER_LIMIT_BYTES) return FAILED;
    if (at < end) this.#place = LINE_FEED;
    return at;
  }
}
