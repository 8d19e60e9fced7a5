import { alarm, type Reason } from '../../model/findings/doubt.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { failures } from '../../model/run/tally.js';
import { type TargetFacts, targetFacts } from '../../model/workload/target-facts.js';
import type { Policy } from '../../model/workload/workload.js';
import { mergeTallies } from '../../tally/tally.js';
import { isCold, isTrapped, reuseOf } from './cold-trap.js';
import { whyEnded } from './reuse-cause.js';

const KEEP_ALIVE_BELOW = 0.5;

/** Why a policy did not do what it promises (one that leaves reuse to the client promises nothing), from the connections of all measured slots; empty when all did. */
export function disproofs(run: Run): Reason[] {
  return run.plan.workload.policies.flatMap((policy) => disproofOf(policy, run));
}

function disproofOf(policy: Policy, run: Run): Reason[] {
  const slots = run.slots.filter((slot) => slot.arm === policy.name);
  const sent = slots.reduce((sum, slot) => sum + slot.tally.sent, 0);
  const opened = slots.reduce((sum, slot) => sum + slot.tally.connections.opened, 0);
  // What a policy does to a service shows in what that calls, call by call, and is a doubt of its own.
  if (sent === 0 || (policy.service !== undefined && policy.service.by !== 'inbound')) return [];
  const reuse = reuseOf(slots, policy.name);
  if (policy.keepAlive === false && !isCold(reuse) && !isTrapped(policy, run.plan.workload)) {
    return [alarm('not-cold', policy.name, reuse)];
  }
  // A failed request ends its connection, and some clients open a spare one for each that they give up.
  const owed = slots.reduce((sum, { tally }) => sum + failures(tally) + (tally.failed.timeout ?? 0), 0);
  if (policy.keepAlive === true && (opened - owed) / sent >= KEEP_ALIVE_BELOW) {
    return [alarm('hardly-reused', policy.name, { sent, opened, ...whyNotReused(run, slots) })];
  }
  return [];
}

/** Who ends the connections, where the answers or the settings of the target tell. */
function whyNotReused({ plan }: Run, slots: readonly SlotRecord[]) {
  return {
    closedByServer: slots.reduce((sum, slot) => sum + (slot.tally.connections.closedByServer ?? 0), 0),
    ...whyEnded(mergeTallies(slots.map((slot) => slot.tally)).connectionFacts ?? null),
    setting: closingSetting(targetFacts(plan.workload.target)),
  };
}

/** What the target is known to do that leaves no connection for a second or third request. */
function closingSetting({ idleCloseMs, maxRequestsPerSocket: most }: TargetFacts): string | null {
  if (idleCloseMs === 0) return 'keepAliveTimeout: 0s';
  return most === 1 || most === 2 ? `maxRequestsPerSocket: ${most}` : null;
}
