import { asciiBytes, FAILED, LENGTH_LIMIT, NINE, SPACE, TAB, TOKEN_LOWER, VALUE_BYTE, ZERO } from './bytes.js';

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

const HINT = asciiBytes('timeout=');

/** The server's promise in `Keep-Alive: timeout=5, max=100`; like Node, only where it stands first. */
export class TimeoutHint {
  /** -1 without a hint. */
  seconds = NONE;
  #matched = 0;

  begin(): void {
    this.seconds = NONE;
    this.#matched = 0;
  }

  /** Stops at the first byte that cannot stand in a header value. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (; at < end && VALUE_BYTE[bytes[at]!] === 1; at += 1) {
      if (this.#matched <= HINT.length) this.#accept(bytes[at]!);
    }
    return at;
  }

  #accept(byte: number): void {
    if (this.#matched < HINT.length) {
      const expected = HINT[this.#matched]!;
      // The equals sign is no token, so it has no lower case.
      this.#matched = byte === expected || TOKEN_LOWER[byte] === expected ? this.#matched + 1 : HINT.length + 1;
    } else if (byte >= ZERO && byte <= NINE) {
      this.seconds = (this.seconds === NONE ? 0 : this.seconds * 10) + byte - ZERO;
    } else this.#matched = HINT.length + 1;
  }
}
