import { alarm, type Reason } from '../../model/findings/doubt.js';
import type { PolicyFindings } from '../../model/findings/findings.js';
import type { SlotRecord } from '../../model/run/run.js';
import type { Slo } from '../../model/workload/workload.js';

const MOST_LOST = 0.5;

/** Failed requests over planned ones, 0 to 1; 0 without requests. */
export function failureShare({ failures, requests }: PolicyFindings): number {
  return requests === 0 ? 0 : Object.values(failures).reduce((sum, count) => sum + count, 0) / requests;
}

/** A reason for each policy of which most requests failed: what is left of it measures nothing. */
export function wrecks(policies: Readonly<Record<string, PolicyFindings>>, { errors }: Slo): Reason[] {
  return Object.entries(policies).flatMap(([name, policy]) => {
    const share = failureShare(policy);
    if (share <= Math.max(MOST_LOST, errors)) return [];
    const first = policy.causes[0];
    return [alarm('mostly-failed', name, { share, code: first?.code ?? null, message: first?.message ?? null })];
  });
}

/** Failures that say something of this machine alone: their blocks are dropped, and they are never held against a policy. */
export function limitReasons(slots: readonly SlotRecord[]): Reason[] {
  const failures = slots.reduce((sum, { tally }) => sum + (tally.failed.limit ?? 0), 0);
  if (failures === 0) return [];
  const causes = slots.flatMap(({ tally }) => tally.causes ?? []).filter(({ kind }) => kind === 'limit');
  return [alarm('machine-limit', null, { code: causes[0]?.code ?? 'limit', failures })];
}

/** A reason for each policy that lost more than the SLO allows: CPU and times are then those of the requests that were left. */
export function lossReasons(policies: Readonly<Record<string, PolicyFindings>>, { errors }: Slo): Reason[] {
  return Object.entries(policies).flatMap(([name, policy]) => {
    const share = failureShare(policy);
    if (share <= errors) return [];
    return [alarm('lossy', name, { share, allowed: errors })];
  });
}
