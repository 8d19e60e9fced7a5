import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type http from 'node:http';
import type { ConnectionEvidence } from '../../client.js';
import { UNASKED_SWITCH } from './failure.js';

/**
 * Notes interim answers, and fails a request that is answered with a switch of protocols: nobody asked for it, and without
 * a listener Node drops the connection and says nothing, so that the request would wait until its timeout.
 */
export function watchAnswer(request: http.ClientRequest, evidence: ConnectionEvidence): void {
  request.on('information', evidence.interim);
  request.on('upgrade', (_answer, socket) => {
    socket.destroy();
    request.emit('error', Object.assign(new Error(UNASKED_SWITCH.message), { code: UNASKED_SWITCH.code }));
  });
}

/** The same for libraries that show their requests to nobody; returns what ends it. */
export function watchAllAnswers(evidence: ConnectionEvidence): () => void {
  const started = (message: unknown) => {
    watchAnswer((message as { readonly request: http.ClientRequest }).request, evidence);
  };
  subscribe(CHANNEL, started);
  return () => unsubscribe(CHANNEL, started);
}

const CHANNEL = 'http.client.request.start';
