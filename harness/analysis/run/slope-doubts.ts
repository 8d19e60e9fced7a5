import type { Capacity } from '../../model/findings/capacity.js';
import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Demand, PolicyFindings } from '../../model/findings/findings.js';
import type { Workload } from '../../model/workload/workload.js';
import { serving } from '../capacity/containers.js';
import { loopsOf } from '../capacity/draws.js';

/** A slope that changes less than this over the rates is taken for one. */
const MOST_BEND = 0.1;

/** A demand that is no line, one that nobody could tell from one, and one that is used beyond the rates it was measured at. */
export function slopeDoubts(
  { fleet, peakPerSecond }: Workload,
  policies: Readonly<Record<string, PolicyFindings>>,
  capacity: Readonly<Record<string, Capacity>>,
): Doubt[] {
  return Object.entries(policies).flatMap(([name, { demand }]) => {
    if (demand === undefined) return [];
    const safe = capacity[name]?.containers.safe;
    const processes = fleet === null || safe === undefined ? 0 : serving(fleet, safe) * loopsOf(fleet);
    const perProcess = processes === 0 ? 0 : peakPerSecond / processes;
    const { highestPerSecond } = demand;
    return [
      ...bendDoubts(name, demand.bend),
      ...(perProcess > highestPerSecond ? [caution('beyond-rates', name, { highestPerSecond, perProcess })] : []),
    ];
  });
}

function bendDoubts(name: string, bend: Demand['bend']): Doubt[] {
  if (bend === null) return [note('line-untold', name, {})];
  const { low, high, mean } = bend;
  const isSure = low !== null && high !== null && (low > 0 || high < 0);
  return isSure && Math.abs(mean) > MOST_BEND ? [caution('demand-bends', name, { bend: mean })] : [];
}
