/** The peak where it was taken from what was counted in production. */
export interface PeakSource {
  readonly format: PeakFormatName;
  readonly file: string;
  /** Of its bytes: a file may move; what is in it is asked. */
  readonly sha256: string;
  /** Of the buckets. */
  readonly take: PeakTake;
  /** By which what was taken is multiplied. */
  readonly growth: number;
  readonly bucketMs: number;
  readonly buckets: number;
  /** Buckets between the first and the last of which nothing was told: they are not taken for zero. */
  readonly missing: number;
  /** Rates of the buckets with the growth, requests per second: the least, each hundredth of the way, and the most. */
  readonly percentiles: readonly number[];
}

export const PEAK_TAKES = ['max', 'p99', 'p95'] as const;
export type PeakTake = (typeof PEAK_TAKES)[number];

export const PEAK_FORMATS = ['csv', 'cloudwatch', 'prometheus'] as const;
export type PeakFormatName = (typeof PEAK_FORMATS)[number];

/** Share of the time, from 0 to 1, in which the rate was above one that is carried. */
export function shareAbove({ percentiles }: PeakSource, perSecond: number): number {
  const last = percentiles.length - 1;
  const above = percentiles.findIndex((rate) => rate > perSecond);
  if (above < 0) return 0;
  if (above === 0) return 1;
  const [low, high] = [percentiles[above - 1]!, percentiles[above]!];
  return 1 - (above - 1 + (perSecond - low) / (high - low)) / last;
}
