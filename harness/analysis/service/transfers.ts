import type { Capacity } from '../../model/findings/capacity.js';
import { caution, type Doubt } from '../../model/findings/doubt.js';
import type { PolicyFindings } from '../../model/findings/findings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { demandAfter, demandToday, exactContainers } from '../capacity/containers.js';

/** Containers before rounding up, by which two ways from here to the fleet differ, and nobody is told. */
const ALIKE = 1;

/**
 * A service's demand is carried over to its fleet by its share of today's, in which the speed of the machine cancels. Where
 * the microseconds that it saves here, taken as they are, come to another number of containers, a reader must know.
 */
export function transferDoubts(
  { target, fleet, baseline, peakPerSecond }: Workload,
  policies: Readonly<Record<string, PolicyFindings>>,
  capacity: Readonly<Record<string, Capacity>>,
): Doubt[] {
  const todayUs = policies[baseline]?.cpuUsPerRequest.mean ?? 0;
  if (targetFacts(target).measures !== 'service' || fleet === null || todayUs <= 0) return [];
  const { vcpu, cpu, atPerSecond = peakPerSecond } = fleet;
  const todaySeconds = demandToday(fleet, vcpu, cpu, atPerSecond);
  const containers = (demandSeconds: number) =>
    exactContainers({ demandSeconds, perContainer: vcpu }, peakPerSecond, fleet.target);
  return Object.entries(capacity).flatMap(([name, { saved }]) => {
    const ownUs = policies[name]?.cpuUsPerRequest.mean ?? 0;
    if (saved === null || ownUs <= 0) return [];
    const share = containers((todaySeconds * ownUs) / todayUs);
    const additive = containers(demandAfter(todaySeconds, (todayUs - ownUs) / 1e6).demand);
    return Math.abs(share - additive) <= ALIKE ? [] : [caution('transfers-apart', name, { share, additive })];
  });
}
