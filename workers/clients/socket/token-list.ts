import { COMMA, SPACE, TAB, TOKEN_LOWER, VALUE_BYTE } from './bytes.js';

const BEFORE = 0;
const MATCHING = 1;
const AFTER = 2;
const OTHER = 3;

const NONE = -1;

/** A comma-separated list, of which only a few lower-case words matter. */
export class TokenList {
  /** The word that the value has ended with so far, or -1; an index into the words. */
  last = NONE;
  /** A bit for each of the words that a comma followed. */
  followed = 0;
  readonly #words: readonly Uint8Array[];
  readonly #tabAfterWord: boolean;
  #state = BEFORE;
  #word = NONE;
  #matched = 0;

  constructor(words: readonly Uint8Array[], tabAfterWord: boolean) {
    this.#words = words;
    this.#tabAfterWord = tabAfterWord;
  }

  begin(): void {
    this.last = NONE;
    this.followed = 0;
    this.#state = BEFORE;
  }

  /** Stops at the first byte that cannot stand in a header value. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && VALUE_BYTE[bytes[at]!] === 1) {
      this.#accept(bytes[at]!);
      at += 1;
    }
    return at;
  }

  #accept(byte: number): void {
    if (byte === COMMA) this.#separate();
    else if (this.#state === BEFORE) this.#startWord(byte);
    else if (this.#state === MATCHING) this.#continueWord(byte);
    else if (this.#state === AFTER && byte !== SPACE && !(byte === TAB && this.#tabAfterWord)) this.#giveUp();
  }

  #separate(): void {
    if (this.last !== NONE) this.followed |= 1 << this.last;
    this.last = NONE;
    this.#state = BEFORE;
  }

  #startWord(byte: number): void {
    if (byte === SPACE || byte === TAB) return;
    const first = TOKEN_LOWER[byte]!;
    this.#word = this.#words.findIndex((word) => word[0] === first);
    this.#matched = 1;
    this.#state = this.#word === NONE ? OTHER : MATCHING;
  }

  #continueWord(byte: number): void {
    const word = this.#words[this.#word]!;
    if (TOKEN_LOWER[byte] !== word[this.#matched]) this.#giveUp();
    else if (this.#matched < word.length - 1) this.#matched += 1;
    else {
      this.last = this.#word;
      this.#state = AFTER;
    }
  }

  #giveUp(): void {
    this.last = NONE;
    this.#state = OTHER;
  }
}
