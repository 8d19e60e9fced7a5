import { asciiBytes, TOKEN_LOWER } from './bytes.js';

export const GENERAL = 0;
export const CONNECTION = 1;
export const CONTENT_LENGTH = 2;
export const KEEP_ALIVE = 3;
export const TRANSFER_ENCODING = 4;

interface KnownName {
  readonly kind: number;
  readonly name: Uint8Array;
}

const known = (kind: number, name: string): KnownName => ({ kind, name: asciiBytes(name) });
const CONNECTION_NAME = known(CONNECTION, 'connection');
const CONTENT_LENGTH_NAME = known(CONTENT_LENGTH, 'content-length');
const BY_FIRST_BYTE: ReadonlyMap<number, KnownName> = new Map(
  [
    CONNECTION_NAME,
    known(KEEP_ALIVE, 'keep-alive'),
    known(CONNECTION, 'proxy-connection'),
    known(TRANSFER_ENCODING, 'transfer-encoding'),
  ].map((one) => [one.name[0]!, one]),
);
/** Where `content-length` and `connection` part. */
const PARTING = 3;

/** A header name, compared byte by byte with those that matter, so that it may be split anywhere. */
export class HeaderName {
  #candidate: KnownName | null = null;
  #length = 0;

  begin(): void {
    this.#length = 0;
  }

  /** One of the kinds above. */
  get kind(): number {
    const candidate = this.#candidate;
    return candidate !== null && candidate.name.length === this.#length ? candidate.kind : GENERAL;
  }

  /** Stops at the first byte that cannot stand in a name. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    if (this.#length === 0) this.#candidate = BY_FIRST_BYTE.get(TOKEN_LOWER[bytes[at]!]!) ?? null;
    for (; at < end; at += 1) {
      const byte = TOKEN_LOWER[bytes[at]!]!;
      if (byte === 0) break;
      if (this.#candidate !== null) this.#compare(byte);
      this.#length += 1;
    }
    return at;
  }

  #compare(byte: number): void {
    if (this.#candidate!.name[this.#length] === byte) return;
    const parts = this.#length === PARTING && this.#candidate === CONNECTION_NAME;
    this.#candidate = parts && CONTENT_LENGTH_NAME.name[PARTING] === byte ? CONTENT_LENGTH_NAME : null;
  }
}
