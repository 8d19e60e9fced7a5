import type { Socket } from 'node:net';

/** A parser of http-parser-js, which autocannon has one of for each of its connections. */
type Parser = { [place in typeof HEADERS_COMPLETE | typeof MESSAGE_COMPLETE]: (...parameters: unknown[]) => unknown };

/** Where it keeps what it calls: its `kOnHeadersComplete` and `kOnMessageComplete`. */
const HEADERS_COMPLETE = 2;
const MESSAGE_COMPLETE = 4;

export interface ParsedLane {
  readonly conn: Socket;
  readonly parser: Parser;
}

/**
 * autocannon takes every head for an answer: with these, an interim one (status below 200) is told to `interim` and to
 * nobody else, and so is what comes over a connection that `interim` has destroyed.
 */
export function onlyFinalAnswers(lane: ParsedLane, interim: (status: number) => void): void {
  const { parser } = lane;
  const headersComplete = parser[HEADERS_COMPLETE];
  const messageComplete = parser[MESSAGE_COMPLETE];
  let isFinal = true;
  parser[HEADERS_COMPLETE] = (...parameters) => {
    const { statusCode } = parameters[0] as { readonly statusCode: number };
    isFinal = !isInterim(statusCode) && !lane.conn.destroyed;
    if (isFinal) return headersComplete(...parameters);
    if (!lane.conn.destroyed) interim(statusCode);
    // It has no body, whatever its headers say.
    return true;
  };
  parser[MESSAGE_COMPLETE] = () => (isFinal ? messageComplete() : undefined);
}

function isInterim(status: number): boolean {
  return status >= 100 && status < 200;
}
