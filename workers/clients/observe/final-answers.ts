import type { Socket } from 'node:net';
import { onlyLineEnds } from '../socket/bytes.js';

/** A parser of http-parser-js, which autocannon has one of for each of its connections. */
type Parser = {
  [place in typeof HEADERS_COMPLETE | typeof MESSAGE_COMPLETE]: (...parameters: unknown[]) => unknown;
} & {
  /** Takes what came; returns what is wrong with it, which autocannon does not look at. */
  execute(chunk: Uint8Array): unknown;
  /** Begins anew, with what it calls. */
  reinitialize(type: unknown): void;
  readonly type: unknown;
  /** What it is reading, and how far it has come. */
  readonly chunk: Uint8Array;
  readonly offset: number;
  readonly end: number;
};

/** Where it keeps what it calls: its `kOnHeadersComplete` and `kOnMessageComplete`. */
const HEADERS_COMPLETE = 2;
const MESSAGE_COMPLETE = 4;

export interface ParsedLane {
  readonly conn: Socket;
  readonly parser: Parser;
}

/** What autocannon takes for an answer, or for nothing. */
export interface OddAnswers {
  /** An answer with a status below 200, which is none; the parser does not go on where the connection is destroyed. */
  interim(status: number): void;
  /** Bytes stand behind the whole answer that was asked for, which autocannon would take for the next one. */
  unasked(status: number): void;
}

/**
 * autocannon takes every head for an answer, and leaves unread what its parser refuses: with these, an interim answer is told
 * to `odd` and to nobody else, and so is what comes over a connection that `odd` has destroyed; and a connection whose bytes
 * are refused ends of that.
 */
export function onlyFinalAnswers(lane: ParsedLane, odd: OddAnswers): void {
  const { parser } = lane;
  const headersComplete = parser[HEADERS_COMPLETE];
  const messageComplete = parser[MESSAGE_COMPLETE];
  const execute = parser.execute.bind(parser);
  let isFinal = true;
  let status = 0;
  parser[HEADERS_COMPLETE] = (...parameters) => {
    status = (parameters[0] as { readonly statusCode: number }).statusCode;
    isFinal = !isInterim(status) && !lane.conn.destroyed;
    // Content-Length has it read a body there where none can be.
    if (isFinal) return headersComplete(...parameters) || status === 204 || status === 304;
    if (!lane.conn.destroyed) odd.interim(status);
    // It has no body, whatever its headers say.
    return true;
  };
  parser[MESSAGE_COMPLETE] = () => {
    if (!isFinal) return undefined;
    const { chunk, offset, end } = parser;
    if (onlyLineEnds(chunk, offset, end)) return messageComplete();
    return odd.unasked(status);
  };
  parser.execute = (chunk) => {
    const result = execute(chunk);
    if (result instanceof Error && !lane.conn.destroyed) lane.conn.destroy(result);
    return result;
  };
}

function isInterim(status: number): boolean {
  return status >= 100 && status < 200;
}
