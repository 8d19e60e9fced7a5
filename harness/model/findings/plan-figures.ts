import type { PeakTake } from '../workload/peak.js';
import type { LimitedBy } from './capacity.js';

/** What bounds the plan that is drawn from a run. */
export interface PlanFigures {
  /** A client's CPU on this machine is carried to the fleet as it is. */
  readonly 'not-calibrated': { readonly cpu: string };
  /** By how much a microsecond of this machine was multiplied. */
  readonly calibrated: { readonly factor: number; readonly low: number; readonly high: number };
  /** More is asked of something than there is of it at the safe count. */
  readonly 'ceiling-over': { readonly ceiling: string; readonly use: number; readonly of: LimitedBy };
  readonly 'peak-buckets': {
    readonly take: PeakTake;
    readonly buckets: number;
    readonly bucketMs: number;
    readonly peakPerSecond: number;
    /** About the busiest second of a bucket with the peak, were its requests independent. */
    readonly burstPerSecond: number | null;
  };
  /** What was taken leaves some of the buckets above it. */
  readonly 'peak-below-most': { readonly take: PeakTake; readonly minutesADay: number };
  /** Of what runs predicted of others and was then measured; `widening` is 1 where intervals held well enough. */
  readonly 'own-score': { readonly held: number; readonly of: number; readonly widening: number };
  /** By how much the CPU of a request more changes from the lowest rate to the highest, as a share of it. */
  readonly 'demand-bends': { readonly bend: number };
  /** Two rates always have a line. */
  readonly 'line-untold': Readonly<Record<never, never>>;
  /** A process has more to do at peak than it was measured with, requests per second. */
  readonly 'beyond-rates': { readonly highestPerSecond: number; readonly perProcess: number };
  readonly 'peak-gaps': { readonly missing: number; readonly of: number };
  readonly 'peak-short': { readonly days: number };
}
