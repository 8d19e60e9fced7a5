import type { Hint } from '../observe/keep-alive-hint.js';

/** The most that is remembered of a head; longer ones are read every time. */
const LONGEST_HEAD_BYTES = 2048;

/** What the parser knows once it has read a whole head. */
export interface HeadMeaning {
  readonly status: number;
  readonly phase: number;
  readonly leftBytes: number;
  readonly keepsAlive: boolean;
  readonly keepAliveHintS: number;
  readonly hint: Hint | null;
  readonly version: number;
}

/**
 * The last head that was read to its end, for all connections of a client. Servers answer with the same head again and
 * again, but for the second in its `Date`, and a head that is byte for byte the last one means what the last one meant:
 * to compare costs a tenth of reading it.
 */
export class HeadMemo {
  /** Of the remembered head; 0 while there is none. */
  lengthBytes = 0;
  meaning: HeadMeaning | null = null;
  #forHead = false;
  readonly #bytes = Buffer.allocUnsafeSlow(LONGEST_HEAD_BYTES);

  /** Whether the bytes begin with the remembered head, as an answer to the same kind of request. */
  matches(bytes: Uint8Array, from: number, end: number, isHead: boolean): boolean {
    const { lengthBytes } = this;
    if (lengthBytes === 0 || end - from < lengthBytes || isHead !== this.#forHead) return false;
    return this.#bytes.compare(bytes, from, from + lengthBytes, 0, lengthBytes) === 0;
  }

  remember(bytes: Uint8Array, from: number, end: number, isHead: boolean, meaning: HeadMeaning): void {
    if (end - from > LONGEST_HEAD_BYTES) return;
    this.#bytes.set(bytes.subarray(from, end));
    this.#forHead = isHead;
    this.lengthBytes = end - from;
    this.meaning = meaning;
  }
}
