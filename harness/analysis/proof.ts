import type { Run } from '../model/run.js';
import type { Policy } from '../model/workload.js';
import { COLD_AT_LEAST, isTrapped } from './cold-trap.js';

const KEEP_ALIVE_BELOW = 0.5;

/** Why a policy did not do what it promises (one that leaves reuse to the client promises nothing), from the connections of all measured slots; empty when all did. */
export function disproofs(run: Run): string[] {
  return run.plan.workload.policies.flatMap((policy) => disproofOf(policy, run));
}

function disproofOf(policy: Policy, run: Run): string[] {
  const slots = run.slots.filter((slot) => slot.policy === policy.name);
  const sent = slots.reduce((sum, slot) => sum + slot.tally.sent, 0);
  const opened = slots.reduce((sum, slot) => sum + slot.tally.connections.opened, 0);
  if (sent === 0) return [];
  const perRequest = opened / sent;
  if (policy.keepAlive === false && perRequest < COLD_AT_LEAST && !isTrapped(policy, run.plan.workload))
    return [reused(policy, sent - opened, sent)];
  if (policy.keepAlive === true && perRequest >= KEEP_ALIVE_BELOW) return [notReused(policy, opened, sent)];
  return [];
}

function reused(policy: Policy, count: number, sent: number): string {
  const seen = `cold policy ${policy.name} reused connections for ${percent(count / sent)} of ${sent} requests`;
  return `${seen}: check that requests do not fail before they connect, and that no proxy or agent pools them`;
}

function notReused(policy: Policy, opened: number, sent: number): string {
  const seen = `keep-alive policy ${policy.name} opened ${opened} connections for ${sent} requests`;
  const causes = 'Connection: close, keepAliveTimeout and maxRequestsPerSocket, and that every body is read to its end';
  return `${seen}, so it hardly reused any: check the server's ${causes}`;
}

/** Two significant digits at least, so that 0.6 % does not print as 1 %. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
