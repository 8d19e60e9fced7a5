import type { Interval } from './interval.js';

/** CPU over the rate, where slots were sent at several: its slope is the demand of a request, and what is left without one the background. */
export interface Demand {
  readonly cpuUsPerRequest: Interval;
  /** CPU microseconds of a second without requests. */
  readonly backgroundUsPerSecond: Interval;
  /** By how much the slope changes from the lowest rate to the highest, as a share of it; null of two rates, which always have a line. */
  readonly bend: Interval | null;
  /** The highest rate of a slot, requests per second. */
  readonly highestPerSecond: number;
}
