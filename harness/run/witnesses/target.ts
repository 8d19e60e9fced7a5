import type { Witness } from './witness.js';

/** A target of ours counts what reaches it. */
export const target: Witness = {
  name: 'target',
  counts(before, after) {
    const [first, last] = [before.target?.counts, after.target?.counts];
    if (first === undefined || last === undefined) return null;
    return {
      accepts: last.accepts - first.accepts,
      requests: last.requests - first.requests,
      handshakesFull: last.handshakesFull - first.handshakesFull,
      handshakesResumed: last.handshakesResumed - first.handshakesResumed,
    };
  },
};
