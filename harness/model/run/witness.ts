import type { Witnesses } from './run.js';
import { type Totals, unanswered } from './tally.js';
import { type Counts, WITNESS_NAMES, type WitnessName } from './testimony.js';

/** One count of a slot, as our sockets and as a witness have it. */
export interface Comparison {
  readonly witness: WitnessName;
  readonly what: 'connections' | 'requests' | 'handshakes';
  readonly ours: number;
  readonly theirs: number;
}

/** Everything in which our sockets can be held against others: the one rule, for guards of slots and for findings. */
export function heldAgainst({ sockets, others }: Witnesses): Comparison[] {
  const all: Comparison[] = [];
  for (const witness of WITNESS_NAMES) {
    const counts = others[witness];
    if (counts !== undefined) all.push(...comparisonsWith(witness, counts, sockets));
  }
  return all;
}

/**
 * Where they differ, what that is: a deficit means that we counted what was not there, and so that our counts are wrong; a
 * surplus that somebody else was there. Null where they agree.
 */
export function contradiction({ ours, theirs }: Comparison): 'deficit' | 'surplus' | null {
  if (theirs === ours) return null;
  return theirs < ours ? 'deficit' : 'surplus';
}

/** Of a witness at the other end nothing where a request got no answer: what it has done for it by then is not known here. */
function comparisonsWith(witness: WitnessName, counts: Counts, sockets: Totals): Comparison[] {
  const { attempts, accepts, requests, handshakesFull: full, handshakesResumed: resumed } = counts;
  const found: Comparison[] = [];
  const hold = (what: Comparison['what'], ours: number, theirs: number | undefined) => {
    if (theirs !== undefined) found.push({ witness, what, ours, theirs });
  };
  hold('connections', sockets.connectionsAttempted, attempts);
  if (unanswered(sockets) > 0) return found;
  hold('connections', sockets.connectionsOpened, accepts);
  hold('requests', sockets.requestsCompleted, requests);
  hold('handshakes', sockets.handshakes, full === undefined || resumed === undefined ? undefined : full + resumed);
  return found;
}
