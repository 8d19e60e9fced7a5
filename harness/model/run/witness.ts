import type { Witnesses } from './run.js';
import { unanswered } from './tally.js';

/** Who counted beside our sockets. */
export type WitnessName = 'kernel' | 'target';

/** One count of a slot, as our sockets and as a witness have it. */
export interface Testimony {
  readonly witness: WitnessName;
  readonly what: 'connections' | 'requests' | 'handshakes';
  readonly ours: number;
  readonly theirs: number;
}

/** Everything in which our sockets can be held against a witness: the one rule, for guards of slots and for findings. */
export function testimoniesOf(witnesses: Witnesses): Testimony[] {
  return [...ofKernel(witnesses), ...ofTarget(witnesses)];
}

/**
 * Where they differ, what that is: a deficit means that we counted what was not there, and so that our counts are wrong; a
 * surplus that somebody else was there. Null where they agree.
 */
export function contradiction({ ours, theirs }: Testimony): 'deficit' | 'surplus' | null {
  if (theirs === ours) return null;
  return theirs < ours ? 'deficit' : 'surplus';
}

/** The kernel counts the connections that were begun, whoever began them in this network namespace. */
function ofKernel({ sockets, kernelActiveOpens }: Witnesses): Testimony[] {
  if (kernelActiveOpens === null) return [];
  return [{ witness: 'kernel', what: 'connections', ours: sockets.connectionsAttempted, theirs: kernelActiveOpens }];
}

/** None where a request got no answer: what a server has done for it by then is not known here. */
function ofTarget({ sockets, target }: Witnesses): Testimony[] {
  if (target === null || unanswered(sockets) > 0) return [];
  const handshakes = target.handshakesFull + target.handshakesResumed;
  return [
    { witness: 'target', what: 'connections', ours: sockets.connectionsOpened, theirs: target.accepts },
    { witness: 'target', what: 'requests', ours: sockets.requestsCompleted, theirs: target.requests },
    { witness: 'target', what: 'handshakes', ours: sockets.handshakes, theirs: handshakes },
  ];
}
