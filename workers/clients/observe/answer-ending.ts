import type http from 'node:http';
import { type Ending, endingOf, type Failure, failed, withUnaskedBytes } from '../../exchange.js';
import { failureOf } from './failure.js';

/** How requests of Node's own http ended, whatever the library over it makes of that. */

/** Its type leaves out the answer. */
type Answered = http.ClientRequest & { readonly res?: http.IncomingMessage };

/** What Node met on a request first; a library may rename it, tell something later, or nothing once it has its answer. */
const met = new WeakMap<http.ClientRequest, Failure>();
const unasked = new WeakSet<http.ClientRequest>();

export function noteUnaskedBytes(request: http.ClientRequest): void {
  unasked.add(request);
}

/** An error of Node's parser after a whole answer is one of the bytes behind it. */
export function noteError(request: http.ClientRequest, error: NodeJS.ErrnoException, secure: boolean): void {
  if (!met.has(request)) met.set(request, failureOf(error, secure));
  if ((request as Answered).res?.complete && error.code?.startsWith('HPE_')) unasked.add(request);
}

/** Of a request that has its whole answer. */
export function endingOfAnswer(request: http.ClientRequest, body?: string): Ending {
  const status = (request as Answered).res?.statusCode ?? 0;
  return unasked.has(request) ? withUnaskedBytes(status) : endingOf(status, body);
}

/** Of a request that met an error; a whole answer may have come all the same. */
export function endingOfError(request: http.ClientRequest | undefined, error: Error, secure: boolean): Ending {
  if (request !== undefined && unasked.has(request)) return endingOfAnswer(request);
  return failed((request && met.get(request)) ?? failureOf(error, secure));
}
