import type { Run } from '../../model/run/run.js';
import { slotsOf, sortBlocks } from '../run/blocks.js';

/** A policy that reused connections in the base run and does not in the head run. */
export interface LostReuse {
  readonly policy: string;
  /** Connections per request. */
  readonly base: number;
  readonly head: number;
}

/** Below one connection for two requests, connections are reused. */
const REUSED_BELOW = 0.5;

/** More connections per request than this, and more than twice the base's, is a loss even where some reuse is left. */
const LOST_ABOVE = 0.02;
const LOST_FACTOR = 2;

/** So few requests say more about the first connections than about reuse. */
const FEWEST_REQUESTS = 30;

/**
 * The policies whose reuse was lost, from counted connections alone.
 * Counts stay exact where times cannot be trusted, so this holds for runs that are invalid otherwise.
 */
export function lostReuse(base: Run, head: Run): LostReuse[] {
  return base.plan.workload.policies.flatMap(({ name, keepAlive }) => {
    const from = connectionsPerRequest(base, name);
    const to = connectionsPerRequest(head, name);
    if (from === null || to === null) return [];
    const gone = from < REUSED_BELOW && to >= REUSED_BELOW;
    const shrunk = keepAlive !== false && to - from > LOST_ABOVE && to > LOST_FACTOR * from;
    return gone || shrunk ? [{ policy: name, base: from, head: to }] : [];
  });
}

/** From valid blocks where there are any, otherwise from every slot on whose counts the witnesses agree. */
function connectionsPerRequest(run: Run, policy: string): number | null {
  const valid = slotsOf(sortBlocks(run).valid, policy);
  const counted = run.slots.filter(
    (slot) => slot.arm === policy && !slot.guards.some((guard) => guard.name === 'counts-disagree'),
  );
  const tallies = (valid.length > 0 ? valid : counted).map((slot) => slot.tally);
  const sent = tallies.reduce((sum, tally) => sum + tally.sent, 0);
  const opened = tallies.reduce((sum, tally) => sum + tally.connections.opened, 0);
  return sent < FEWEST_REQUESTS ? null : opened / sent;
}
