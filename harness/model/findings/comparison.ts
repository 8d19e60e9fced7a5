import type { ConnectionEnd } from '../run/connection-facts.js';
import type { Accepted } from '../run/interleaved.js';
import type { MetricName } from '../workload/workload.js';
import type { LossCause } from './call-site.js';
import type { ContrastVerdict, Interval, RunVerdict } from './findings.js';

/** What changed between two runs of the same question. */
export type Comparison = Compared | Incomparable;

export interface Incomparable {
  readonly kind: 'incomparable';
  readonly schemaVersion: 1;
  readonly base: RunLabel;
  readonly head: RunLabel;
  /** Each names the key that differs, with both values. */
  readonly differences: readonly Difference[];
}

export interface Compared {
  readonly kind: 'compared';
  readonly schemaVersion: 1;
  readonly base: RunLabel;
  readonly head: RunLabel;
  /** Whether both were measured in the same blocks, so that times are pairs and may be judged. */
  readonly interleaved: boolean;
  readonly status: 'pass' | 'fail' | 'inconclusive' | 'invalid';
  /** One sentence: what a reviewer must know. */
  readonly headline: string;
  readonly rows: readonly ComparisonRow[];
  /** Empty where nothing was lost; those that their own gate allows are among them, and fail nothing. */
  readonly lostReuse: readonly LostReuse[];
  /** What is worse, and by the word of a commit may be. */
  readonly accepted: readonly Accepted[];
  /** What reuse is judged by: every policy, and after it the names of its requests that stand out. */
  readonly reuse: readonly ReuseRow[];
  /** Causes of failure whose share changed, statuses among them. */
  readonly failures: readonly FailureRow[];
  /** Why times of one run say nothing of the other; empty where the runs were made under the same conditions. */
  readonly timesApart: readonly string[];
  /** What differs but may be compared: policies, the server's connection settings, the machine. */
  readonly disclosed: readonly Difference[];
  readonly warnings: readonly string[];
}

/** A policy that reuses less than it did; what stands beside a policy is new connections per request. */
export interface LostReuse {
  readonly policy: string;
  /** Of a service, what it calls; `base` and `head` are then per request of this call. */
  readonly call?: string;
  /** Of the line of the service that opens most of them, what to edit, and why, where the head run saw it. */
  readonly site?: LossSite;
  readonly base: number;
  readonly head: number;
  /** The names of requests that stand out, with the share of each that opened a connection; empty where none does. */
  readonly requests: readonly { readonly name: string; readonly base: number; readonly head: number }[];
  /** Answers per request with which the server ended a connection, where it is the server that does; otherwise null. */
  readonly closedByServer: { readonly base: number; readonly head: number } | null;
  /** Who ends most of the connections that are opened anew, per request, where counts single it out; otherwise null. */
  readonly endedBy: { readonly end: ConnectionEnd; readonly base: number; readonly head: number } | null;
  /** Whether the workload has a gate on this policy's connections, which then decides alone. */
  readonly isGated: boolean;
  /** There where that gate allows it; left out otherwise. */
  readonly isAllowed?: true;
}

export interface LossSite {
  /** The line to edit, relative to where the service started. */
  readonly place: string;
  /** The line that calls, where the Agent that it uses is what is to be edited. */
  readonly usedAt?: string;
  readonly cause: LossCause;
  /** The same from the top of the repository, where two revisions of one were measured. */
  readonly file?: string;
}

export interface ReuseRow {
  readonly policy: string;
  /** The name of a request, or null for all. */
  readonly request: string | null;
  readonly base: ReuseCounts;
  readonly head: ReuseCounts;
}

/** From this relative change of a count on, a reader sees that something moved. */
export const MOVED_SHARE = 0.1;

export interface ReuseCounts {
  readonly requests: number;
  readonly opened: number;
  /** Of completed requests, 0 to 1; null where none completed. */
  readonly reusedShare: number | null;
  /** At one time in any slot; null for a name, and for records from before it was counted. */
  readonly mostInFlight: number | null;
}

export interface FailureRow {
  readonly policy: string;
  /** `timeout`, or with a code `reset ECONNRESET`, `HTTP 503`. */
  readonly cause: string;
  readonly base: FailureCount;
  readonly head: FailureCount;
}

export interface FailureCount {
  readonly failed: number;
  readonly requests: number;
}

export interface RunLabel {
  /** The folder or file that was named on the command line. */
  readonly path: string;
  readonly workload: string;
  readonly startedAt: string;
  readonly verdict: RunVerdict;
  /** Of two git refs: the ref and the commit that was measured, null for the working tree; absent from runs of their own. */
  readonly revision?: { readonly ref: string; readonly commit: string | null };
}

export interface Difference {
  /** Dotted path of the key, for example `target.tls`. */
  readonly key: string;
  readonly base: string;
  readonly head: string;
}

/** What a gate may be on, and what is compared beside it. */
export type ComparedMetric = MetricName | 'responseTimeP50Ms';

/**
 * A gate has the last word on its row. Times of runs that were saved apart are not paired, so that nothing judges them, and not
 * even comparable where the runs were made under different conditions; those of interleaved runs are judged by their pairs.
 */
export type RowVerdict =
  | ContrastVerdict
  | 'within its gate'
  | 'over its gate'
  | 'accepted'
  | 'not judged'
  | 'not comparable';

/** A gate on a time informs, and is not judged, where the runs were saved apart. */
export type RowGateStatus = 'pass' | 'fail' | 'inconclusive' | 'no data' | 'not judged' | 'accepted';

export interface ComparisonRow {
  readonly policy: string;
  readonly metric: ComparedMetric;
  /** `exact` rows gate hard; `informational` ones have an interval and never fail a comparison by themselves. */
  readonly kind: 'exact' | 'informational';
  readonly base: number | null;
  readonly head: number | null;
  /** Relative change of head against base, 0.1 for 10 % more; null where base is 0 or either is missing. */
  readonly change: Interval | null;
  readonly verdict: RowVerdict;
  /** What the workload's gate for this row says, or null where it has none. */
  readonly gate: { readonly status: RowGateStatus; readonly limit: string } | null;
}
