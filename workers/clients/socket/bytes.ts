/** The bytes of HTTP/1.1 by class, and what every machine of the parser returns for a byte that must not be there. */

export const FAILED = -1;

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;

/** The most bytes of reason, header names and header values in one response, and of the extensions of one chunk. */
export const HEADER_LIMIT_BYTES = 16 * 1024;

/** Node's own parser counts in 64 bits; a longer body than this would take centuries all the same. */
export const LENGTH_LIMIT = Number.MAX_SAFE_INTEGER;

const TOKEN_TEXT = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The lower-case form of every byte that may stand in a header name or a token, and 0 for the others. */
export const TOKEN_LOWER: Uint8Array = table((byte) => {
  const text = String.fromCharCode(byte);
  return TOKEN_TEXT.includes(text) ? text.toLowerCase().charCodeAt(0) : 0;
});

/** 1 for every byte that may stand in a header value. */
export const VALUE_BYTE: Uint8Array = table((byte) => (byte === TAB || (byte >= SPACE && byte !== 0x7f) ? 1 : 0));

/** 1 for every byte that may stand between the quotes of a chunk extension. */
export const QUOTED_BYTE: Uint8Array = table((byte) =>
  VALUE_BYTE[byte] === 1 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** The value of a hexadecimal digit, and 255 for the other bytes. */
export const HEX_VALUE: Uint8Array = table((byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? 255 : value;
});

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Some servers end a body with an empty line too many, and every parser skips it. */
export function onlyLineEnds(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) {
    if (bytes[at] !== CR && bytes[at] !== LF) return false;
  }
  return true;
}

function table(of: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => of(byte));
}
