import type { LostReuse } from '../../model/findings/comparison.js';
import { CONNECTION_ENDS, type ConnectionEnd } from '../../model/run/connection-facts.js';
import type { SlotRecord } from '../../model/run/run.js';

/**
 * Who ends the connections that a policy has to open again, where counts single it out: more ends of that kind account for
 * most of what is opened more. Null otherwise, and for records that do not tell.
 */
export function endedBy(from: readonly SlotRecord[], to: readonly SlotRecord[]): LostReuse['endedBy'] {
  const [was, is] = [perRequest(from), perRequest(to)];
  if (was === null || is === null) return null;
  const more = (end: ConnectionEnd) => is.ends[end] - was.ends[end];
  const most = CONNECTION_ENDS.reduce((largest, end) => (more(end) > more(largest) ? end : largest));
  if (more(most) <= 0.5 * (is.opened - was.opened)) return null;
  return { end: most, base: was.ends[most], head: is.ends[most] };
}

/** Over whole slots with their lead-in, as clients note ends. */
function perRequest(slots: readonly SlotRecord[]) {
  const facts = slots.flatMap((slot) => slot.tally.connectionFacts ?? []);
  const sent = slots.reduce((sum, slot) => sum + slot.witnesses.sockets.requestsSent, 0);
  if (facts.length < slots.length || sent === 0) return null;
  const opened = slots.reduce((sum, slot) => sum + slot.witnesses.sockets.connectionsOpened, 0);
  const share = (end: ConnectionEnd) => facts.reduce((sum, one) => sum + (one.ended[end] ?? 0), 0) / sent;
  const ends = Object.fromEntries(CONNECTION_ENDS.map((end) => [end, share(end)])) as Record<ConnectionEnd, number>;
  return { opened: opened / sent, ends };
}

/** The shortest time that the server's `Keep-Alive` header announced, milliseconds; null where it was not heard. */
export function announcedIdleMs(slots: readonly SlotRecord[]): number | null {
  const heard = slots.flatMap((slot) => slot.tally.connectionFacts?.hint.timeoutS?.low ?? []);
  return heard.length === 0 ? null : Math.min(...heard) * 1000;
}
