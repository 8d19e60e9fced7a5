import type { Run } from '../../model/run/run.js';
import { type TargetFacts, targetFacts } from '../../model/workload/target-facts.js';
import type { Policy } from '../../model/workload/workload.js';
import { percent } from '../percent.js';
import { isCold, isTrapped, type Reuse, reuseOf } from './cold-trap.js';

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
  const reuse = reuseOf(slots, policy.name);
  if (policy.keepAlive === false && !isCold(reuse) && !isTrapped(policy, run.plan.workload)) {
    return [notCold(policy, reuse)];
  }
  if (policy.keepAlive === true && opened / sent >= KEEP_ALIVE_BELOW) {
    const closed = slots.reduce((sum, slot) => sum + (slot.tally.connections.closedByServer ?? 0), 0);
    const seen = `keep-alive policy ${policy.name} opened ${opened} connections for ${sent} requests`;
    return [`${seen}, so it hardly reused any: ${whyNotReused(run, opened, closed)}`];
  }
  return [];
}

function notCold({ name }: Policy, { sent, reused }: Reuse): string {
  const seen = `cold policy ${name} reused connections for ${percent(reused / sent)} of ${sent} requests`;
  return `${seen}: check that no proxy or agent pools them`;
}

/** Who ends most of the connections, where the answers or the settings of the target tell; otherwise how to find out. */
function whyNotReused({ plan }: Run, opened: number, closed: number): string {
  const setting = closingSetting(targetFacts(plan.workload.target));
  if (closed >= opened / 2) {
    const remedy =
      setting ?? 'Connection: close, keepAliveTimeout and maxRequestsPerSocket, and for a proxy that closes';
    return `the server ended the connection with ${closed} answers; check the server's ${remedy}`;
  }
  if (setting !== null) return `check the server's ${setting}, which ends connections`;
  const causes = 'Connection: close, keepAliveTimeout and maxRequestsPerSocket, and that every body is read to its end';
  const counting = 'client: node-http counts the answers that end a connection';
  return `either the server or the policy ends them: check the server's ${causes}; ${counting}`;
}

/** What the target is known to do that leaves no connection for a second or third request. */
function closingSetting({ idleCloseMs, maxRequestsPerSocket: most }: TargetFacts): string | null {
  if (idleCloseMs === 0) return 'keepAliveTimeout: 0s';
  return most === 1 || most === 2 ? `maxRequestsPerSocket: ${most}` : null;
}
