import type { Hint } from '../observe/keep-alive-hint.js';
import {
  asciiBytes,
  COMMA,
  FAILED,
  LENGTH_LIMIT,
  NINE,
  SEMICOLON,
  SPACE,
  TAB,
  TOKEN_LOWER,
  VALUE_BYTE,
  ZERO,
} from './bytes.js';

const NONE = -1;

/** The value of `Content-Length`: digits, then nothing but blanks. */
export class LengthValue {
  /** -1 until a first digit came. */
  bytes = NONE;
  #digitsEnded = false;

  begin(): void {
    this.bytes = NONE;
    this.#digitsEnded = false;
  }

  /** Stops at the end of the value or at a byte that cannot stand there. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at]!;
      const isDigit = byte >= ZERO && byte <= NINE;
      if (isDigit && !this.#digitsEnded) {
        this.bytes = (this.bytes === NONE ? 0 : this.bytes * 10) + byte - ZERO;
        if (this.bytes > LENGTH_LIMIT) return FAILED;
      } else if (byte === SPACE || byte === TAB) this.#digitsEnded = true;
      else break;
    }
    return at;
  }
}

const TIMEOUT = asciiBytes('timeout=');
const MAX = asciiBytes('max=');
/** Which of the two a word may still be. */
const MAY_BE_TIMEOUT = 1;
const MAY_BE_MAX = 2;

/** The server's promise in `Keep-Alive: timeout=5, max=100`, in any order. */
export class KeepAliveHint {
  /** -1 where it does not say. */
  timeoutS = NONE;
  /** -1 where it does not say. */
  max = NONE;
  /** Whether the timeout stands first. */
  timeoutFirst = false;
  #place = 0;
  #mayBe = 0;
  #words = 0;

  begin(): void {
    this.timeoutS = NONE;
    this.max = NONE;
    this.timeoutFirst = false;
    this.#words = 0;
    this.#beginWord();
  }

  /** Null where it says neither. */
  get value(): Hint | null {
    const { timeoutS, max, timeoutFirst } = this;
    if (timeoutS === NONE && max === NONE) return null;
    return { timeoutS: timeoutS === NONE ? null : timeoutS, max: max === NONE ? null : max, timeoutFirst };
  }

  /** Like Node, which sees a timeout only where it stands first. */
  get honouredS(): number {
    return this.timeoutFirst ? this.timeoutS : NONE;
  }

  /** Stops at the first byte that cannot stand in a header value. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (; at < end && VALUE_BYTE[bytes[at]!] === 1; at += 1) this.#accept(bytes[at]!);
    return at;
  }

  #beginWord(): void {
    this.#place = 0;
    this.#mayBe = MAY_BE_TIMEOUT | MAY_BE_MAX;
  }

  #accept(byte: number): void {
    if (byte === COMMA || byte === SEMICOLON || byte === SPACE || byte === TAB) {
      this.#words += 1;
      this.#beginWord();
    } else if (this.#mayBe === MAY_BE_TIMEOUT && this.#place === TIMEOUT.length) {
      this.timeoutFirst ||= this.#words === 0;
      this.timeoutS = this.#withDigit(this.timeoutS, byte);
    } else if (this.#mayBe === MAY_BE_MAX && this.#place === MAX.length) this.max = this.#withDigit(this.max, byte);
    else this.#match(byte);
  }

  #match(byte: number): void {
    // The equals sign is no token, so it has no lower case.
    const lower = TOKEN_LOWER[byte] === 0 ? byte : TOKEN_LOWER[byte];
    if (TIMEOUT[this.#place] !== lower) this.#mayBe &= ~MAY_BE_TIMEOUT;
    if (MAX[this.#place] !== lower) this.#mayBe &= ~MAY_BE_MAX;
    this.#place += 1;
    // What is said twice counts once, as it does for Node.
    if (this.#place === TIMEOUT.length && this.timeoutS !== NONE) this.#mayBe &= ~MAY_BE_TIMEOUT;
    if (this.#place === MAX.length && this.max !== NONE) this.#mayBe &= ~MAY_BE_MAX;
  }

  #withDigit(value: number, byte: number): number {
    if (byte >= ZERO && byte <= NINE) return (value === NONE ? 0 : value * 10) + byte - ZERO;
    this.#mayBe = 0;
    return value;
  }
}
