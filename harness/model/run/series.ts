/**
 * What happened second by second over the measured parts of a policy's slots, laid end to end: parallel arrays of the same
 * length. The last second of a slot may be a part of one.
 */
export interface CounterSeries {
  /** HTTP requests, by the second in which they were meant to leave; counted by the replayer. */
  readonly requests: readonly number[];
  /** TCP connections opened, by the second of the request that needed one; counted at the replayer's sockets. */
  readonly connections: readonly number[];
  /** Calls of the lookup function, by the second of the request; counted by the replayer. */
  readonly lookups: readonly number[];
  /**
   * New connections as a load balancer would see them, by the second in which the embedded target accepted them; counted
   * by the target. What came after the last second of a slot is counted in it. Null for a target that does not tell.
   */
  readonly accepts: readonly number[] | null;
  /** The same of DNS queries, counted by the embedded DNS server; null for a policy that asks the system. */
  readonly dnsQueries: readonly number[] | null;
  /**
   * The host count: containers that the fleet needs at the rate offered in that second, where the highest rate of the load
   * stands for the peak. Computed by the capacity model; null without a fleet, without an interval, and for a closed loop.
   */
  readonly containers: readonly number[] | null;
  /** Null in a second with too few completed requests to tell it, which is most seconds below 400 requests/s. */
  readonly responseTimeP99Ms: readonly (number | null)[];
}

/** What the embedded servers counted in one slot, by the seconds in which it happened. */
export interface WitnessSeconds {
  /** Connections that the target accepted. */
  readonly accepts: EventSeconds | null;
  /** Null for a policy that asks the system. */
  readonly dnsQueries: EventSeconds | null;
}

/** The events of a slot: the sum of both parts is all that the server counted in it. */
export interface EventSeconds {
  readonly leadIn: number;
  /** One number a second, from the start of the measured part until the last event. */
  readonly measured: readonly number[];
}
