import type { Calibration } from './calibration.js';

/** What runs in production today, under the baseline. What is left out of it nobody told. */
export interface Fleet {
  readonly containers: number;
  readonly vcpu: number;
  /** The utilisation at peak: the middle of what was written, and the half-width of its interval or of its rounding. */
  readonly cpu: number;
  readonly cpuRounding: number;
  /** The utilisation that is planned for, of CPU as of every other resource. */
  readonly target: number;
  /** 1 means no zone redundancy; otherwise the fleet must survive the loss of one zone. */
  readonly zones: number;
  /** The rate at which `cpu` and `eventLoop` were seen; the middle of the peak where it is left out. */
  readonly atPerSecond?: number;
  /** Containers beyond those that serve, for a deploy that replaces some; none where it is left out. */
  readonly spare?: number;
  /** Of one container. */
  readonly memoryBytes?: number;
  /** Node.js processes in one container, each with one event loop. */
  readonly processes?: number;
  /** The event loops' utilisation at peak, as `cpu`. */
  readonly eventLoop?: RoundedUtilisation;
  /** What connections cost there; without it this machine is taken for the fleet. */
  readonly calibration?: Calibration;
}

export interface RoundedUtilisation {
  /** 0 to 1: the middle of what was written. */
  readonly middle: number;
  /** Half of the interval, or of the last digit that was written. */
  readonly halfWidth: number;
}

/** The peak where it was written as an interval, requests per second; every value in it is as likely. */
export interface PeakRange {
  readonly lowPerSecond: number;
  readonly highPerSecond: number;
}
