import type { Capacity, PolicyFindings } from '../../model/findings/findings.js';
import type { Workload } from '../../model/workload/workload.js';
import { type CapacityAnswer, capacityOf, type PolicySaving } from '../capacity/capacity.js';
import { ceilingsOf } from '../capacity/ceilings.js';
import { savedBy } from './pairs.js';
import type { Levels, PairedValues } from './savings.js';

/** Null without a fleet, and where no saving has an interval: then nothing says how far a count may be off. */
export function plannedContainers(
  { fleet, peakPerSecond, baseline, load }: Workload,
  pairs: ReadonlyMap<string, PairedValues>,
  levels: ReadonlyMap<string, Levels>,
): CapacityAnswer | null {
  if (fleet === null) return null;
  const saved = new Map<string, PolicySaving>(
    [...pairs].flatMap(([name, { cpu }]) => {
      const estimate = savedBy(cpu);
      return estimate === null || estimate.spread === null
        ? []
        : [[name, { estimate, level: levels.get(name)!.cpu }] as const];
    }),
  );
  if (pairs.size > 0 && saved.size === 0) return null;
  return capacityOf({ fleet, peakPerSecond, seed: load.seed, baseline, saved });
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
