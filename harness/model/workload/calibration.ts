/** What a connection and a request cost on a machine, as `holdline calibrate` measures them there. */
export interface Calibration {
  readonly schemaVersion: 1;
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** CPU microseconds of a client that opens a connection for a request and closes it, and of the request alone. */
  readonly connectionUs: Measured;
  readonly requestUs: Measured;
}

/** The mean of several rounds, and the half-width of its 95 % interval. */
export interface Measured {
  readonly mean: number;
  readonly halfWidth: number;
  readonly rounds: number;
}
