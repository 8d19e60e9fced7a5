import { caution, type Doubt } from '../../model/findings/doubt.js';
import type { PolicyFindings } from '../../model/findings/findings.js';
import { meant } from '../../model/workload/settings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Policy, Workload } from '../../model/workload/workload.js';
import { requestsOfEach } from './reuse-cause.js';

type Policies = Readonly<Record<string, PolicyFindings>>;

/** Fresh connections that are lost at least half as often as kept ones are lost as often: reuse is not to blame. */
const AS_OFTEN = 0.5;

/**
 * Requests that were reset on kept connections: the race with a server that closes what is idle, where the counts single it
 * out; otherwise what is known. The settings of a policy alone never tell.
 */
export function resetDoubts(policies: Policies, workload: Workload): Doubt[] {
  return workload.policies.flatMap((policy) => {
    const resets = policies[policy.name]?.failures.reset ?? 0;
    return resets === 0 || policy.keepAlive === false ? [] : [doubtOf(policy, resets, policies, workload)];
  });
}

function doubtOf(policy: Policy, resets: number, policies: Policies, workload: Workload): Doubt {
  const { requests, failures, connectionFacts } = policies[policy.name]!;
  const fresh = freshResets(policies, workload);
  const hint = connectionFacts?.hint ?? null;
  const announcedMs = hint?.timeoutS == null ? null : hint.timeoutS.low * 1000;
  const serverMs = announcedMs ?? targetFacts(workload.target).idleCloseMs;
  const ownMs = meant(policy, 'idle');
  const own = typeof ownMs === 'number' ? ownMs : null;
  const known = { resets, requests };
  if (fresh !== null && fresh.share >= (AS_OFTEN * resets) / requests && fresh.resets > 0) {
    return caution('reset-anywhere', policy.name, {
      ...known,
      freshResets: fresh.resets,
      freshRequests: fresh.requests,
    });
  }
  const ofEach = requestsOfEach(connectionFacts);
  if (ofEach !== null) return caution('reset-in-turn', policy.name, { ...known, requestsOfEach: ofEach });
  const closesFirst = own !== null && serverMs !== null && own < serverMs;
  const isSingledOut = serverMs !== null || (fresh !== null && fresh.resets === 0);
  if (closesFirst || !isSingledOut || (failures.timeout ?? 0) > 0) {
    return caution('reset-unexplained', policy.name, {
      ...known,
      timeouts: failures.timeout ?? 0,
      hasCold: fresh !== null,
    });
  }
  const isHidden = (hint?.timeoutNotFirst ?? 0) > 0;
  return caution('lost-to-race', policy.name, { ...known, idleCloseMs: serverMs, ownMs: own, isHidden });
}

/** Of the policies that open a connection for each request; null where none was measured. */
function freshResets(policies: Policies, workload: Workload) {
  const cold = workload.policies.flatMap(({ name, keepAlive }) => {
    const found = policies[name];
    return keepAlive === false && found !== undefined && found.requests > 0 ? [found] : [];
  });
  if (cold.length === 0) return null;
  const requests = cold.reduce((sum, one) => sum + one.requests, 0);
  const resets = cold.reduce((sum, one) => sum + (one.failures.reset ?? 0), 0);
  return { requests, resets, share: resets / requests };
}
