import {
  BACKSLASH,
  CR,
  EQUALS,
  FAILED,
  HEADER_LIMIT_BYTES,
  HEX_VALUE,
  LENGTH_LIMIT,
  LF,
  QUOTE,
  QUOTED_BYTE,
  SEMICOLON,
  SPACE,
  TOKEN_LOWER,
  VALUE_BYTE,
} from './bytes.js';

const FIRST_DIGIT = 0;
const DIGITS = 1;
const EXTENSION = 2;
const NAME = 3;
const VALUE = 4;
const QUOTED = 5;
const ESCAPED = 6;
const AFTER_QUOTED = 7;
const LINE_FEED = 8;

/** The line before each chunk: its size, and extensions that are checked and forgotten. */
export class ChunkLine {
  sizeBytes = 0;
  finished = false;
  #state = FIRST_DIGIT;
  #extensionBytes = 0;

  begin(): void {
    this.sizeBytes = 0;
    this.finished = false;
    this.#state = FIRST_DIGIT;
    this.#extensionBytes = 0;
  }

  /** Takes what belongs to the line and says where it stopped. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && !this.finished) {
      if (!this.#accept(bytes[at]!)) return FAILED;
      at += 1;
    }
    return at;
  }

  #accept(byte: number): boolean {
    if (this.#state <= DIGITS) return this.#acceptSize(byte);
    if (this.#state === LINE_FEED) {
      this.finished = true;
      return byte === LF;
    }
    return this.#acceptExtension(byte);
  }

  #acceptSize(byte: number): boolean {
    const digit = HEX_VALUE[byte]!;
    if (digit < 16) {
      this.#state = DIGITS;
      this.sizeBytes = this.sizeBytes * 16 + digit;
      return this.sizeBytes <= LENGTH_LIMIT;
    }
    return this.#state === DIGITS && this.#endPart(byte);
  }

  #acceptExtension(byte: number): boolean {
    switch (this.#state) {
      case EXTENSION:
        this.#state = NAME;
        return byte !== SPACE && byte !== CR && this.#acceptName(byte);
      case NAME:
        return this.#acceptName(byte);
      case VALUE:
        return this.#acceptValue(byte);
      case QUOTED:
        return this.#acceptQuoted(byte);
      case ESCAPED:
        this.#state = QUOTED;
        return VALUE_BYTE[byte] === 1 && this.#fits();
      default:
        return this.#endPart(byte);
    }
  }

  #acceptName(byte: number): boolean {
    if (TOKEN_LOWER[byte] !== 0) return this.#fits();
    if (byte !== EQUALS) return this.#endPart(byte);
    this.#state = VALUE;
    return true;
  }

  #acceptValue(byte: number): boolean {
    if (byte === QUOTE) this.#state = QUOTED;
    else if (TOKEN_LOWER[byte] === 0) return this.#endPart(byte);
    return this.#fits();
  }

  #acceptQuoted(byte: number): boolean {
    if (byte === QUOTE) this.#state = AFTER_QUOTED;
    else if (byte === BACKSLASH) this.#state = ESCAPED;
    else if (QUOTED_BYTE[byte] === 0) return false;
    return this.#fits();
  }

  #endPart(byte: number): boolean {
    this.#state = byte === CR ? LINE_FEED : EXTENSION;
    return byte === CR || byte === SEMICOLON;
  }

  #fits(): boolean {
    this.#extensionBytes += 1;
    return this.#extensionBytes <= HEADER_LIMIT_BYTES;
  }
}
