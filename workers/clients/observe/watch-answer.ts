import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type http from 'node:http';
import type { Socket } from 'node:net';
import type { ClientOptions } from '../../client.js';
import { errorOf, UNASKED_SWITCH } from '../../exchange.js';
import { noteError, noteUnaskedBytes } from './answer-ending.js';

/**
 * Notes interim answers and bytes that no request asked for, and fails a request that is answered with a switch of
 * protocols: nobody asked for it, and without a listener Node drops the connection and says nothing, so that the request
 * would wait until its timeout. To be called before anybody else listens to the request.
 */
export function watchAnswer(request: http.ClientRequest, options: ClientOptions): void {
  const secure = options.endpoint.protocol === 'https:';
  request.on('error', (error) => noteError(request, error, secure));
  watchHeads(request, options);
}

function watchHeads(request: http.ClientRequest, { endpoint, observer }: ClientOptions): void {
  request.on('information', observer.evidence.interim);
  request.on('response', (answer) => {
    // Before Node's own listener, which gives the connection away or ends it.
    answer.prependListener('end', () => {
      if (wasDropped(answer.socket)) noteUnaskedBytes(request);
    });
  });
  request.on('upgrade', (_answer, socket) => {
    socket.destroy();
    const error = errorOf(UNASKED_SWITCH);
    noteError(request, error, endpoint.protocol === 'https:');
    request.emit('error', error);
  });
}

/** Without an error, and not because the server ended it: so Node answers a second answer to one request. */
function wasDropped({ destroyed, errored, readableEnded }: Socket): boolean {
  return destroyed && errored === null && !readableEnded;
}

export interface AnswersWatch {
  /** When the request was given its connection, which such libraries tell with the answer only. */
  startedMs(request: http.ClientRequest): number | undefined;
  close(): void;
}

/** The same for libraries that show their requests to nobody. */
export function watchAllAnswers(options: ClientOptions): AnswersWatch {
  const secure = options.endpoint.protocol === 'https:';
  const starts = new WeakMap<http.ClientRequest, number>();
  const started = (message: unknown) => {
    const { request } = message as Met;
    starts.set(request, options.clock.nowMs());
    watchHeads(request, options);
  };
  // It is told before the library's own listener is called.
  const met = (message: unknown) => {
    const { request, error } = message as Met;
    noteError(request, error, secure);
  };
  subscribe(STARTED, started);
  subscribe(FAILED, met);
  return {
    startedMs: (request) => starts.get(request),
    close() {
      unsubscribe(STARTED, started);
      unsubscribe(FAILED, met);
    },
  };
}

interface Met {
  readonly request: http.ClientRequest;
  readonly error: Error;
}

const STARTED = 'http.client.request.start';
const FAILED = 'http.client.request.error';
