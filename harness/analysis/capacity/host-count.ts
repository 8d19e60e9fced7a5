import { arrivalsBefore } from '../../model/arrivals/profile.js';
import { provided } from '../../model/workload/provided.js';
import type { RateStage, Workload } from '../../model/workload/workload.js';

/**
 * Containers in a second of a slot, from 0, for so many at peak before they are rounded up; null without a fleet or an
 * offered rate. The highest rate of the stages stands for the peak, whatever the scale, so that a ramp to the peak is a ramp
 * of containers. It is the offered rate and not the requests counted: at a tenth of the peak chance makes of those a wider
 * spread.
 */
export function containersBySecond(
  { fleet, load }: Pick<Workload, 'fleet' | 'load'>,
  exactAtPeak: number | undefined,
): ((second: number) => number) | null {
  const stages = load.kind === 'open' ? load.stages : [];
  const highest = Math.max(0, ...stages.flatMap((stage) => [stage.fromPerSecond, stage.toPerSecond]));
  if (fleet === null || exactAtPeak === undefined || highest === 0) return null;
  const rateIn = offeredBySecond(stages);
  return (second) => provided(fleet, (rateIn(second) / highest) * exactAtPeak);
}

/** The mean rate over a second of the slot, or over what is left of it. */
function offeredBySecond(stages: readonly RateStage[]): (second: number) => number {
  const before = arrivalsBefore(stages);
  const endMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  return (second) => {
    const toMs = Math.min(endMs, (second + 1) * 1000);
    const fromMs = Math.min(second * 1000, toMs);
    if (fromMs === toMs) return stages.at(-1)?.toPerSecond ?? 0;
    return ((before(toMs) - before(fromMs)) * 1000) / (toMs - fromMs);
  };
}
