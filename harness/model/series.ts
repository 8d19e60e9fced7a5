/** One point a second: parallel arrays of the same length. */
export interface CounterSeries {
  readonly requests: readonly number[];
  readonly connections: readonly number[];
  readonly lookups: readonly number[];
  /** Null in a second without completed requests. */
  readonly responseTimeP99Ms: readonly (number | null)[];
}
