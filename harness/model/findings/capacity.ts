/** What a policy needs at the planned peak. */
export interface Capacity {
  readonly containers: {
    /** What runs, as the fleet says; the others are what is needed at the planned utilisation. */
    readonly today: number;
    /** Enough for half of the draws. */
    readonly lean: number;
    /** Enough for 95 % of the draws. */
    readonly safe: number;
    /** The safe count, under the name that scripts know. */
    readonly recommended: number;
    /** Between these lie 95 % of the draws, or more where several policies are compared. */
    readonly low: number;
    readonly high: number;
    readonly distribution: readonly { readonly containers: number; readonly share: number }[];
  };
  /** Null for the baseline itself. */
  readonly saved: SavedContainers | null;
  readonly sensitivity: readonly SensitivityRow[];
  readonly ceilings: readonly Ceiling[];
}

/** Whole containers saved against the baseline; a negative number is more of them. */
export interface SavedContainers {
  /** The lean count of the baseline less that of the policy, and the safe ones. */
  readonly lean: number;
  readonly safe: number;
  /** From joint draws, at the level of the policy's CPU; both numbers above lie between them. */
  readonly low: number;
  readonly high: number;
}

export interface SensitivityRow {
  readonly peakPerSecond: number;
  readonly targetUtilisation: number;
  readonly containers: number;
}

/** A bound at peak other than CPU, with the demand that the policy puts on it. */
export interface Ceiling {
  readonly name: string;
  readonly demand: number;
  readonly limit: number;
  readonly unit: string;
  /** How many of the limited things the demand needs, for example NAT addresses; demand / limit rounded up. */
  readonly needed: number;
  readonly formula: string;
  readonly source: string;
}
