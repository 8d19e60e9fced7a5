import type { MetricName } from '../workload/workload.js';
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
  readonly status: 'pass' | 'fail' | 'inconclusive' | 'invalid';
  /** One sentence: what a reviewer must know. A lost reuse comes before everything else. */
  readonly headline: string;
  readonly rows: readonly ComparisonRow[];
  /** What differs but may be compared: policies, the server's connection settings, the machine. */
  readonly disclosed: readonly Difference[];
  readonly warnings: readonly string[];
}

/** A policy that reuses less than it did; what stands beside a policy is new connections per request. */
export interface LostReuse {
  readonly policy: string;
  readonly base: number;
  readonly head: number;
  /** The names of requests that stand out, with the share of each that opened a connection; empty where none does. */
  readonly requests: readonly { readonly name: string; readonly base: number; readonly head: number }[];
  /** Answers per request with which the server ended a connection, where it is the server that does; otherwise null. */
  readonly closedByServer: { readonly base: number; readonly head: number } | null;
}

export interface RunLabel {
  /** The folder or file that was named on the command line. */
  readonly path: string;
  readonly workload: string;
  readonly startedAt: string;
  readonly verdict: RunVerdict;
}

export interface Difference {
  /** Dotted path of the key, for example `target.tls`. */
  readonly key: string;
  readonly base: string;
  readonly head: string;
}

export interface ComparisonRow {
  readonly policy: string;
  readonly metric: MetricName;
  /** `exact` rows gate hard; `informational` ones have an interval and never fail a comparison. */
  readonly kind: 'exact' | 'informational';
  readonly base: number | null;
  readonly head: number | null;
  /** Relative change of head against base, 0.1 for 10 % more; null where base is 0 or either is missing. */
  readonly change: Interval | null;
  readonly verdict: ContrastVerdict;
  /** What the workload's gate for this row says, or null where it has none. */
  readonly gate: { readonly status: 'pass' | 'fail' | 'inconclusive' | 'no data'; readonly limit: string } | null;
}
