import { ResponseParser } from '../response-parser.js';

/** What became of a response once its connection has ended too. */
export interface Outcome {
  /** `ended` is a response that its connection cut short. */
  readonly kind: 'complete' | 'failed' | 'ended';
  /** Of a complete response; -1 and false for the others. */
  readonly status: number;
  readonly bodyBytes: number;
  readonly keepsAlive: boolean;
  readonly keepAliveHintS: number;
}

const NO_ANSWER = { status: -1, bodyBytes: -1, keepsAlive: false, keepAliveHintS: -1 } as const;
export const BROKEN: Outcome = { kind: 'failed', ...NO_ANSWER };
export const CUT_SHORT: Outcome = { kind: 'ended', ...NO_ANSWER };

const parser = new ResponseParser();

/** What the parser makes of `bytes`, read in pieces that end at the `cuts`. */
export function outcomeOf(bytes: Uint8Array, cuts: readonly number[], isHead: boolean): Outcome {
  parser.begin(isHead);
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    at = parser.read(bytes, at, cut);
    if (parser.failed) return BROKEN;
    if (!parser.complete && at !== cut) throw new Error(`the parser stopped at ${at} of ${cut} without a result`);
  }
  parser.end();
  if (!parser.complete) return CUT_SHORT;
  const { status, bodyBytes, keepsAlive, keepAliveHintS } = parser;
  return { kind: 'complete', status, bodyBytes, keepsAlive, keepAliveHintS };
}
