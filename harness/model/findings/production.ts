/** What was seen in production around a roll-out, each at the same load or with its rate. */
export interface Production {
  readonly before: Seen;
  readonly after: Seen;
}

export interface Seen {
  readonly containers: number;
  /** Their utilisation, 0 to 1. */
  readonly cpu: number;
  /** New connections per second; null where nobody counted them. */
  readonly connectionsPerSecond: number | null;
  /** Requests per second; null where it was the same. */
  readonly requestsPerSecond: number | null;
}
