import type { Capacity } from '../../model/findings/capacity.js';
import { caution, type Doubt } from '../../model/findings/doubt.js';
import type { PolicyFindings } from '../../model/findings/findings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { demandAfter, demandToday, exactContainers } from '../capacity/containers.js';

/** Containers before rounding up, by which two ways from here to the fleet differ, and nobody is told. */
const ALIKE = 1;

/** Containers of a policy before they are rounded up: by its share of today's demand, and by what it spares taken as it is. */
export interface ByEachTransfer {
  readonly share: number;
  readonly additive: number;
}

/** From the means of the measured CPU; null without a fleet, and of a policy that was not measured. */
export function byEachTransfer(
  { fleet, baseline, peakPerSecond }: Pick<Workload, 'fleet' | 'baseline' | 'peakPerSecond'>,
  policies: Readonly<Record<string, PolicyFindings>>,
  name: string,
): ByEachTransfer | null {
  const todayUs = policies[baseline]?.cpuUsPerRequest.mean ?? 0;
  const ownUs = policies[name]?.cpuUsPerRequest.mean ?? 0;
  if (fleet === null || todayUs <= 0 || ownUs <= 0) return null;
  const { vcpu, cpu, atPerSecond = peakPerSecond } = fleet;
  const todaySeconds = demandToday(fleet, vcpu, cpu, atPerSecond);
  const containers = (demandSeconds: number) =>
    exactContainers({ demandSeconds, perContainer: vcpu }, peakPerSecond, fleet.target);
  return {
    share: containers((todaySeconds * ownUs) / todayUs),
    additive: containers(demandAfter(todaySeconds, (todayUs - ownUs) / 1e6).demand),
  };
}

/**
 * A service's demand is carried over to its fleet by its share of today's, in which the speed of the machine cancels. Where
 * the microseconds that it saves here, taken as they are, come to another number of containers, a reader must know.
 */
export function transferDoubts(
  workload: Workload,
  policies: Readonly<Record<string, PolicyFindings>>,
  capacity: Readonly<Record<string, Capacity>>,
): Doubt[] {
  if (targetFacts(workload.target).measures !== 'service') return [];
  return Object.entries(capacity).flatMap(([name, { saved }]) => {
    const by = byEachTransfer(workload, policies, name);
    if (saved === null || by === null || Math.abs(by.share - by.additive) <= ALIKE) return [];
    return [caution('transfers-apart', name, { share: by.share, additive: by.additive })];
  });
}
