import type { RequestListener } from 'node:http';
import { createDelayLine } from '../network/delay-line.js';

export type Wait = (act: () => void) => void;

/** Waits for a service time: whole milliseconds with a timer, fractions with a line that polls the rest away. */
export function createWait(ms: number): Wait {
  if (ms === 0) return (act) => act();
  if (Number.isInteger(ms)) return (act) => void setTimeout(act, ms);
  return createDelayLine(ms).push;
}

/** Holds each answer back until the wait from the end of its request is over; what the answer itself took is part of it. */
export function answerAfter(wait: Wait, listener: RequestListener): RequestListener {
  return (request, response) => {
    let waiting = false;
    let over = false;
    let send: (() => void) | null = null;
    const begin = () => {
      if (waiting) return;
      waiting = true;
      wait(() => {
        over = true;
        send?.();
      });
    };
    request.once('end', begin);
    const end = response.end.bind(response) as (...parts: unknown[]) => void;
    response.end = (...parts: unknown[]) => {
      send = () => end(...parts);
      // An answer may come before the request has ended, for example to a body that is too large.
      begin();
      if (over) send();
      return response;
    };
    listener(request, response);
  };
}
