/** A 95 % interval around a mean, unless it says otherwise; the bounds are null where too few invocations allow none. */
export interface Interval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}
