import { caution, type Doubt } from '../../model/findings/doubt.js';
import type { SlotRecord } from '../../model/run/run.js';
import { poolBound, traitsOf } from '../../model/workload/clients.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { clientOf, type Policy, type Workload } from '../../model/workload/workload.js';

/** Of the requests of a cold policy at most this share is answered on a connection that was there already. */
const MOST_REUSED = 0.005;

/** The requests of a policy, and those that reused a connection; a request that fails before it connects reuses none. */
export interface Reuse {
  readonly sent: number;
  readonly reused: number;
}

export function reuseOf(slots: readonly SlotRecord[], policy: string): Reuse {
  const tallies = slots.filter((slot) => slot.arm === policy).map((slot) => slot.tally);
  return {
    sent: tallies.reduce((sum, tally) => sum + tally.sent, 0),
    reused: tallies.reduce((sum, tally) => sum + tally.reused, 0),
  };
}

export function isCold({ sent, reused }: Reuse): boolean {
  return reused <= MOST_REUSED * sent;
}

/** What a reader must know of policies that are cold by their words and reuse by their settings; empty where none did. */
export function explanations(workload: Workload, slots: readonly SlotRecord[]): Doubt[] {
  return workload.policies.flatMap((policy) => {
    const reuse = reuseOf(slots, policy.name);
    if (!isTrapped(policy, workload) || isCold(reuse)) return [];
    const isBaseline = workload.baseline === policy.name;
    return [caution('cold-trap', policy.name, { ...reuse, maxSockets: trapOf(policy, workload), isBaseline })];
  });
}

/** Node's Agent reuses under such settings once requests queue, so that a cold policy with them promises nothing. */
export function isTrapped(policy: Policy, workload: Workload): boolean {
  return policy.keepAlive === false && trapOf(policy, workload) !== null;
}

/** The bound on sockets over which requests queue and freed sockets are handed on; null where there is none. */
function trapOf(policy: Policy, workload: Workload): number | null {
  const client = clientOf(workload, policy);
  if (traitsOf(client).queues?.handsOn !== true) return null;
  return poolBound(client, policy, targetFacts(workload.target).tls);
}
