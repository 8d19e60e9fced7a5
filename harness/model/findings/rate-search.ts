import type { Guard } from '../run/guard.js';

/** The highest rate that something sustains, as it was searched for: trials at rates of their own, and what they say. */

/** `ramp` looks for two rates between which it lies, `bisect` brings them together, `soak` confirms at length. */
export type TrialPhase = 'ramp' | 'bisect' | 'soak';

/** `undecided` where whoever sends was the limit, so that nothing was learnt of whoever answers. */
export type TrialVerdict = 'held' | 'failed' | 'undecided';

/** What the search itself goes by. */
export interface TrialResult {
  readonly phase: TrialPhase;
  /** Offered. */
  readonly perSecond: number;
  readonly verdict: TrialVerdict;
  /** Of what is measured, its busiest resource, 0 to 1; null where nothing tells. */
  readonly busy: number | null;
  /** With all that is started for it. */
  readonly tookMs: number;
}

/** What a rate must keep to be sustained. */
export type Breach = 'errors' | 'slow' | 'falls behind' | 'lost';

export interface Trial extends TrialResult {
  readonly policy: string;
  readonly completedPerSecond: number;
  readonly p99Ms: number | null;
  /** Of the requests. */
  readonly failedShare: number;
  /** How much longer an answer takes from one second to the next: a queue that grows. Null where the trial is too short to tell. */
  readonly growthMsPerSecond: number | null;
  readonly breaches: readonly Breach[];
  /** What was used up, or is nearest to it; null where nothing tells. */
  readonly limiter: Limiter | null;
  /** What beside it was not as it is meant to be, of a trial that did not hold; left out where nothing was. */
  readonly guards?: readonly Guard[];
}

/** What bounds a rate. `of` is whose it is. */
export type Limiter =
  | { readonly kind: 'event-loop'; readonly of: Measured; readonly share: number }
  /** Cores in use. */
  | { readonly kind: 'cpu'; readonly of: Measured; readonly cores: number }
  /** `share` of the requests waited for one of so many connections to `to`; null is a bound that nobody told. */
  | {
      readonly kind: 'pool';
      readonly to: string;
      readonly sockets: number | null;
      readonly share: number;
      readonly longestQueue: number | null;
    }
  | { readonly kind: 'errors'; readonly share: number; readonly code: string; readonly message: string }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'generator'; readonly why: GeneratorLimit }
  /** Nothing of it was used up: it waits for something that is not seen. */
  | { readonly kind: 'waiting' };

export type Measured = 'service' | 'replayer';

/** Sends were late, its CPU was used up, it had as many requests in flight as it may, the target that is ours was the limit, or it ended. */
export type GeneratorLimit = 'late-sends' | 'busy' | 'connections' | 'target' | 'machine' | 'lost';

/** Why a search ended. */
export type SearchEnd =
  /** Between two rates that are near each other. */
  | 'found'
  /** The highest rate that was allowed holds. */
  | 'beyond'
  /** The lowest one fails. */
  | 'below'
  | 'budget'
  | 'interrupted';

export interface RateAnswer {
  readonly ended: SearchEnd;
  /** The highest rate that held each time, and how often; null where none did. */
  readonly low: { readonly perSecond: number; readonly held: number } | null;
  /** The lowest one that did not; null where all held. */
  readonly high: { readonly perSecond: number; readonly because: 'failed' | 'undecided' } | null;
  /** The rate that held at length; null where none did, or none was tried. */
  readonly sustained: number | null;
  /** Rates that were tried at length and did not hold. */
  readonly failedSoaks: readonly number[];
}

/** The rate of one policy, with what bounds it. */
export interface PolicyRate extends RateAnswer {
  readonly limiter: Limiter | null;
}

/** What a search leaves unanswered that has ended by itself or by its budget; null where a rate was confirmed and its end is known. */
export type Unanswered =
  /** No rate has held, nor failed often enough. */
  | 'nothing'
  /** None has failed, and there are higher ones that may be tried. */
  | 'no-end'
  /** None has held at length. */
  | 'unconfirmed';

export function unansweredOf({ ended, low, high, sustained }: RateAnswer): Unanswered | null {
  if (ended === 'below' || ended === 'interrupted') return null;
  if (low === null) return 'nothing';
  if (high === null && ended === 'budget') return 'no-end';
  return sustained === null ? 'unconfirmed' : null;
}

export interface RateSearch {
  readonly kind: 'rate-search';
  readonly schemaVersion: 1;
  readonly workload: { readonly name: string; readonly sha256: string };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly measures: 'service' | 'client';
  readonly slo: { readonly p99Ms: number; readonly errors: number };
  readonly arrivals: string;
  readonly trialMs: number;
  readonly soakMs: number;
  /** By policy; a search that was ended early has what was learnt until then. */
  readonly rates: Readonly<Record<string, PolicyRate>>;
  readonly trials: readonly Trial[];
  /** Why it could not go on; null where it did. */
  readonly lost: string | null;
}
