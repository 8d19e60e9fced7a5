import type http from 'node:http';

/**
 * Runs once the Agent has the socket of an answered request back; a request that leaves before it would open another one.
 *
 * That is the next tick, unless the answer overtook the confirmation that the request was written, as it may over TLS.
 */
export function whenFree(request: http.ClientRequest, run: () => void): void {
  if (request.writableFinished || request.destroyed) {
    process.nextTick(run);
    return;
  }
  const freed = () => {
    request.off('finish', freed);
    request.off('close', freed);
    process.nextTick(run);
  };
  request.on('finish', freed);
  request.on('close', freed);
}
