import type { Capacity, PolicyFindings } from '../../model/findings/findings.js';
import { meant } from '../../model/workload/settings.js';
import { type TargetFacts, targetFacts } from '../../model/workload/target-facts.js';
import type { Policy, Workload } from '../../model/workload/workload.js';
import { type CapacityAnswer, capacityOf, type PolicyDemand } from '../capacity/capacity.js';
import { ceilingsOf } from '../capacity/ceilings.js';
import type { Need } from '../capacity/containers.js';
import { loopsOf } from '../capacity/draws.js';
import { SAME_SPEED, type Transfer } from '../capacity/transfer.js';
import { estimate } from '../statistics/estimate.js';
import { logRatios, type Pair, savedBy } from './pairs.js';
import type { Levels, PairedValues } from './savings.js';

/** What a client in a loop tells of each policy: null without a fleet, and where no saving says how far a count may be off. */
export function plannedContainers(
  workload: Workload,
  pairs: ReadonlyMap<string, PairedValues>,
  levels: ReadonlyMap<string, Levels>,
  policies: Readonly<Record<string, PolicyFindings>>,
): CapacityAnswer | null {
  const { fleet, peakPerSecond, peakRange, baseline, load } = workload;
  if (fleet === null) return null;
  const demands = new Map<string, PolicyDemand>();
  for (const policy of workload.policies) {
    const { name } = policy;
    const sockets = socketNeed(policy, policies[name], loopsOf(fleet));
    const transfer = transferOf(pairs.get(name)?.cpu ?? [], targetFacts(workload.target).measures);
    if (name === baseline) demands.set(name, { transfer: { kind: 'none' }, level: 0.95, sockets });
    else if (transfer !== null) demands.set(name, { transfer, level: levels.get(name)!.cpu, sockets });
  }
  if (pairs.size > 0 && demands.size < 2) return null;
  return capacityOf({
    fleet,
    peakPerSecond,
    ...(peakRange !== undefined && { peakRange }),
    seed: load.seed,
    speed: SAME_SPEED,
    baseline,
    policies: demands,
  });
}

/** Of a service itself its share is carried over, of a client its microseconds; null where nothing says how far off they are. */
function transferOf(pairs: readonly Pair[], measures: TargetFacts['measures']): Transfer | null {
  const [logRatio, savedUs] = [estimate(logRatios(pairs)), savedBy(pairs)];
  if (savedUs === null || savedUs.spread === null || logRatio === null) return null;
  return measures === 'service' ? { kind: 'share', logRatio } : { kind: 'additive', savedUs };
}

/** A pool that is bounded carries no more than its connections times what each of them serves in a second (Little's law). */
function socketNeed(policy: Policy, findings: PolicyFindings | undefined, loops: number): Need | null {
  const bound = meant(policy, 'bound');
  const busyMs = findings?.connectionTimeMeanMs ?? null;
  return bound === null || busyMs === null ? null : { demandSeconds: busyMs / 1000, perContainer: bound * loops };
}

/** The same with what bounds each policy beside CPU; empty without an answer. */
export function capacityTable(
  answer: CapacityAnswer | null,
  policies: Readonly<Record<string, PolicyFindings>>,
  peakPerSecond: number,
): Record<string, Capacity> {
  return Object.fromEntries(
    [...(answer?.capacity ?? [])].map(([name, one]) => [
      name,
      { ...one, ceilings: ceilingsOf(policies[name]!, peakPerSecond) },
    ]),
  );
}
