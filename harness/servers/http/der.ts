/** The few shapes of ASN.1 that a certificate is made of, in their distinguished encoding (X.690). */

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

function encoded(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** One byte below 128; else how many bytes follow, and those. */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length < 0x100 ? 2 : 4, '0'), 'hex');
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...parts: readonly Uint8Array[]) => encoded(0x10 | CONSTRUCTED, ...parts);
export const set = (...parts: readonly Uint8Array[]) => encoded(0x11 | CONSTRUCTED, ...parts);
/** A part that its number tells apart; `explicit` wraps a whole one. */
export const explicit = (number: number, part: Uint8Array) => encoded(CONTEXT | CONSTRUCTED | number, part);
export const implicit = (number: number, content: Uint8Array) => encoded(CONTEXT | number, content);
/** Big-endian, with the first bit clear: it is the sign. */
export const integer = (bytes: Uint8Array) => encoded(0x02, bytes);
export const text = (value: string) => encoded(0x0c, Buffer.from(value));
export const octets = (content: Uint8Array) => encoded(0x04, content);
export const bits = (content: Uint8Array) => encoded(0x03, Buffer.from([0]), content);
export const TRUE = encoded(0x01, Buffer.from([0xff]));
export const NULL = encoded(0x05);

/** Of the dotted form. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encoded(0x06, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

/** Seven bits a byte, all but the last of which say that more follow. */
function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

/** To the second; the year has two digits until 2049 and four from then on (RFC 5280, 4.1.2.5). */
export function time(at: Date): Buffer {
  const digits = `${at.toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`;
  return at.getUTCFullYear() < 2050 ? encoded(0x17, Buffer.from(digits.slice(2))) : encoded(0x18, Buffer.from(digits));
}
