/** What a run says of one that has not been made yet: written down before it is. */
export interface Prediction {
  readonly kind: 'prediction';
  readonly schemaVersion: 1;
  readonly workload: string;
  readonly workloadSha256: string;
  /** ISO 8601: nothing that was measured before it settles it. */
  readonly madeAt: string;
  /** The rate that it is made for, over the rate that it was drawn from. */
  readonly rateFactor: number;
  readonly seed: number;
  readonly claims: readonly Claim[];
  /** Of all the above, so that nobody changes it later. */
  readonly sha256: string;
}

/** One number that is predicted, with its 95 % prediction interval: where a new run of the same size falls, not where the mean is. */
export interface Claim {
  readonly policy: string;
  readonly what: ClaimKind;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Whole ones at the planned peak, microseconds, over the baseline's, connections over requests. */
export type ClaimKind = 'containers' | 'CPU per request' | 'CPU against the baseline' | 'connections per request';

export interface Verification {
  readonly kind: 'verification';
  readonly schemaVersion: 1;
  /** A fresh run here, or what happened in production. */
  readonly by: 'run' | 'production';
  readonly prediction: Prediction;
  /** Of the run that settled it. */
  readonly startedAt: string;
  readonly status: SettledStatus;
  /** Why nothing was settled; null otherwise. */
  readonly invalid: string | null;
  readonly settled: readonly Settled[];
  /** Claims of the last verifications, this one included. */
  readonly score: Score;
}

export interface Settled {
  readonly claim: Claim;
  /** Null where the run does not tell. */
  readonly measured: number | null;
  /** Measured over predicted, less one; signed. */
  readonly error: number | null;
  readonly status: SettledStatus;
}

/** `outside` its interval and within 10 % of the value, or refuted; `invalid` where the run is no basis. */
export type SettledStatus = 'confirmed' | 'outside' | 'refuted' | 'invalid';

/** What is kept of a verification beside the runs. */
export interface Kept extends Score {
  /** Of each claim about CPU, how far off it was in half-widths of its interval, on the scale of logarithms: 1 is its edge. */
  readonly stretches: readonly number[];
}

/** Of the last predictions, by the claims of each. */
export interface Score {
  readonly held: number;
  readonly of: number;
}
