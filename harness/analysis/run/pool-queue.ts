import { caution, type Doubt } from '../../model/findings/doubt.js';
import type { PolicyFindings } from '../../model/findings/findings.js';
import { poolBound, traitsOf } from '../../model/workload/clients.js';
import { SETTINGS } from '../../model/workload/settings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { clientOf, type Workload } from '../../model/workload/workload.js';
import { isTrapped } from './cold-trap.js';

/** A wait that is less than this share of the response time, or than so many milliseconds, is no queue. */
const LEAST_SHARE = 0.1;
const LEAST_MS = 1;

/** A doubt for each policy whose requests queued in their client's own pool: what they waited is no time of the target. */
export function queueDoubts(policies: Readonly<Record<string, PolicyFindings>>, workload: Workload): Doubt[] {
  return workload.policies.flatMap((policy) => {
    const measured = policies[policy.name];
    const client = clientOf(workload, policy);
    const { queues } = traitsOf(client);
    const bound = poolBound(client, policy, targetFacts(workload.target).tls);
    // Of a queue that makes a cold policy reuse, more is said elsewhere.
    if (queues === null || bound === null || isTrapped(policy, workload)) return [];
    if (measured === undefined || !hasQueue(measured)) return [];
    const { poolWaitMs, mostInFlight } = measured;
    return [
      caution('pool-queue', policy.name, {
        p50Ms: poolWaitMs?.p50 ?? null,
        p99Ms: poolWaitMs?.p99 ?? null,
        maxMs: poolWaitMs?.max ?? 0,
        setting: SETTINGS[queues.over].key,
        bound,
        threads: workload.load.threads,
        inFlight: mostInFlight,
      }),
    ];
  });
}

function hasQueue({ poolWaitMs, responseTimeMs }: PolicyFindings): boolean {
  const wait = longestOf(poolWaitMs);
  const whole = longestOf(responseTimeMs);
  return wait !== null && whole !== null && wait >= LEAST_MS && wait >= LEAST_SHARE * whole;
}

/** p99, or of fewer requests the longest. */
function longestOf(quantiles: PolicyFindings['poolWaitMs']): number | null {
  return quantiles === null ? null : (quantiles.p99 ?? quantiles.max);
}
