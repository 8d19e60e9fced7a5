import type { RateStage } from '../../model/workload/workload.js';
import { type RateOrShare, readShare } from '../readers/shares.js';
import { DEFAULTS } from '../schema/defaults.js';
import type { LoadFile } from '../schema/workload.js';

/** The rates over one slot; a constant rate is one stage of `slotMs`. */
export function rateStages(load: LoadFile, peakPerSecond: number, slotMs: number): readonly RateStage[] {
  if (load.stages === undefined) {
    const rate = load.rate ?? meanScale(load) * peakPerSecond;
    return [{ durationMs: slotMs, fromPerSecond: rate, toPerSecond: rate }];
  }
  const stages: RateStage[] = [];
  for (const stage of load.stages) {
    const toPerSecond = perSecond(stage.to, peakPerSecond);
    const before = stages.at(-1)?.toPerSecond ?? toPerSecond;
    const fromPerSecond = stage.from === undefined ? before : perSecond(stage.from, peakPerSecond);
    stages.push({ durationMs: stage.for, fromPerSecond, toPerSecond });
  }
  return stages;
}

/** Of several scales each over their mean; null where there is one. */
export function scaleFactors(load: Pick<LoadFile, 'scale'>): readonly number[] | null {
  if (!Array.isArray(load.scale)) return null;
  const mean = meanScale(load);
  return (load.scale as readonly number[]).map((scale) => scale / mean);
}

function meanScale({ scale }: Pick<LoadFile, 'scale'>): number {
  if (scale === undefined) return defaultScale();
  return typeof scale === 'number' ? scale : scale.reduce((sum, one) => sum + one, 0) / scale.length;
}

/** The length of all stages, milliseconds. */
export function totalMs(stages: readonly RateStage[]): number {
  return Number(stages.reduce((sum, stage) => sum + stage.durationMs, 0).toPrecision(13));
}

/** The highest rate of any moment, requests per second. */
export function highestRate(stages: readonly RateStage[]): number {
  return Math.max(...stages.flatMap((stage) => [stage.fromPerSecond, stage.toPerSecond]));
}

function perSecond(rate: RateOrShare, peakPerSecond: number): number {
  return 'ofPeak' in rate ? rate.ofPeak * peakPerSecond : rate.perSecond;
}

function defaultScale(): number {
  const reading = readShare(DEFAULTS.scale);
  return reading.ok ? reading.value : 1;
}
