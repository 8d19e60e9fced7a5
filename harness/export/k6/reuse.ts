import { poolBound, traitsOf } from '../../model/workload/clients.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { clientOf, type Policy, type Workload } from '../../model/workload/workload.js';

/** Whether k6 is to reuse connections under a policy; a client that is left to its default is taken to reuse. */
export function reuses({ keepAlive, agent, pipelining }: Policy): boolean {
  return keepAlive ?? (agent !== 'none' && pipelining !== 0);
}

/** The sockets that a client hands on although its policy says not to reuse them; null where it does as it says. */
export function handedOn(policy: Policy, workload: Workload): number | null {
  const client = clientOf(workload, policy);
  if (policy.keepAlive !== false || traitsOf(client).queues?.handsOn !== true) return null;
  return poolBound(client, policy, targetFacts(workload.target).tls);
}
