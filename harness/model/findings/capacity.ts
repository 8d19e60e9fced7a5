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
  /** Containers that serve at peak before they are rounded up: from them a plan can be moved. */
  readonly exact: ExactContainers;
  /** The same of CPU alone; left out where nothing else counts. */
  readonly exactByCpu?: ExactContainers;
  /** Null for the baseline itself. */
  readonly saved: SavedContainers | null;
  readonly carries: Carries;
  readonly limits: readonly Limit[];
  readonly regret: Regret;
  /** The rate from which a whole container is saved, requests per second; null for the baseline, and where nothing is saved. */
  readonly breakEvenPerSecond: number | null;
  /** Which input moves the count most, the first most of all. */
  readonly tornado: readonly TornadoRow[];
  readonly sensitivity: readonly SensitivityRow[];
  readonly ceilings: readonly Ceiling[];
  /** Left out without prices. */
  readonly money?: Money;
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

/** Of the draws: the half, 95 % of them, and between which numbers 95 % lie; they are as the rate, and as the inverse of the utilisation. */
export interface ExactContainers {
  readonly lean: number;
  readonly safe: number;
  readonly low: number;
  readonly high: number;
}

/** The rate that the containers of today carry at the planned utilisation, requests per second; 0 where they cannot lose a zone. */
export interface Carries {
  /** In half of the draws, and in 95 % of them. */
  readonly lean: number;
  readonly safe: number;
}

/** What bounds a policy at the safe count, the nearest first: containers are of the first that is told in containers. */
export interface Limit {
  readonly name: string;
  /** Demand over what there is, 0 to 1 and beyond: of a resource of the containers at its planned utilisation. */
  readonly use: number;
  /** What there is, for a sentence: `20 containers`, `4 addresses`. */
  readonly of: LimitedBy;
}

/** What there is of something limited. */
export interface LimitedBy {
  readonly count: number;
  readonly noun: LimitNoun;
}

export type LimitNoun = 'container' | 'process' | 'vCPU' | 'address' | 'unit';

/** What a count that is wrong by one costs, against the safe count. */
export interface Regret {
  /** With one container fewer. */
  readonly tooFew: {
    /** Share of the draws in which they run above the planned utilisation at peak. */
    readonly overShare: number;
    /** Of the planned utilisation's resource at peak in the median draw, 0 to 1 and beyond; null where no container is left. */
    readonly utilisation: number | null;
    /** Share of the time, where the peak was taken from counts: of their buckets, at the median demand; null otherwise. */
    readonly timeShare: number | null;
  };
  /** With one container more, or with as many as zones take for one more of them to serve. */
  readonly tooMany: {
    readonly utilisation: number;
    /** The least that serve more than the safe count; left out where that is one more. */
    readonly containers?: number;
  };
}

/** Containers of a policy at the ends of one input, with all others at their middle. */
export interface TornadoRow {
  readonly input: TornadoInput;
  readonly low: TornadoEnd;
  readonly high: TornadoEnd;
}

export interface TornadoEnd {
  /** In the unit of the input. */
  readonly value: number;
  readonly containers: number;
  /** Before it is rounded up to whole containers and zones. */
  readonly exact: number;
}

/** Requests per second, utilisations from 0 to 1, microseconds per request, factors. */
export type TornadoInput =
  | 'peak'
  | 'utilisation today'
  | 'event loop today'
  | 'CPU saved'
  | 'CPU ratio'
  | 'event loop ratio'
  | 'calibration';

export interface SensitivityRow {
  readonly peakPerSecond: number;
  readonly targetUtilisation: number;
  readonly containers: number;
}

/** A bound at peak other than CPU, with the demand that the policy puts on it. */
export interface Ceiling {
  readonly name: string;
  /** The same for a column. */
  readonly short: string;
  readonly demand: number;
  readonly limit: number;
  readonly unit: string;
  /** How many of the limited things the demand needs, for example NAT addresses; demand / limit rounded up. */
  readonly needed: number;
  /** How many of them there are; null where nobody told, or there is no end of them. */
  readonly there: LimitedBy | null;
  /** Demand over what there is, 0 to 1 and beyond; null where that is not known. */
  readonly use: number | null;
  readonly formula: string;
  readonly source: string;
}

/** An hour at peak, in the user's own prices. */
export interface Money {
  readonly currency: string;
  /** Null where the file of prices does not say. */
  readonly containersPerHour: number | null;
  readonly loadBalancerPerHour: number | null;
}
