import type { AnswerHeaders } from './answer-headers.js';

/** The handler that undici calls with what becomes of a request, and what is called before it. */

type Hook = (...parameters: unknown[]) => unknown;

/** The first three of undici 6 and of its callers until now, the others of undici 7 and later. */
export interface Handler {
  onConnect?: Hook;
  onHeaders?: Hook;
  onData?: Hook;
  onRequestStart?: Hook;
  onResponseStart?: Hook;
  onResponseData?: Hook;
}

export function beforeStart(handler: Handler, note: () => void): void {
  before(handler, isLater(handler) ? 'onRequestStart' : 'onConnect', note);
}

export function beforeAnswer(handler: Handler, note: (status: number, headers: AnswerHeaders) => void): void {
  const noted = (status: unknown, headers: unknown) => note(status as number, headers as AnswerHeaders);
  // A handler of the later kind is given a controller first.
  if (isLater(handler)) before(handler, 'onResponseStart', (_controller, status, headers) => noted(status, headers));
  else before(handler, 'onHeaders', noted);
}

/** Before each piece of a body. */
export function beforeBody(handler: Handler, note: () => void): void {
  before(handler, isLater(handler) ? 'onResponseData' : 'onData', note);
}

function isLater(handler: Handler): boolean {
  return handler.onRequestStart !== undefined;
}

function before(handler: Handler, name: keyof Handler, note: (...parameters: unknown[]) => void): void {
  const hook = handler[name];
  handler[name] = (...parameters) => {
    note(...parameters);
    return hook?.apply(handler, parameters);
  };
}
