import type { ConnectionFacts } from '../run/connection-facts.js';
import type { CounterSeries } from '../run/series.js';
import type { FailureKind } from '../run/tally.js';
import type { ClientPackages } from '../workload/packages.js';
import type { ClientName, MetricName } from '../workload/workload.js';
import type { BlockFault } from './block-fault.js';
import type { Capacity } from './capacity.js';
import type { Demand } from './demand.js';
import type { Deployment } from './deployment.js';
import type { Doubt, Reason, Trust } from './doubt.js';
import type { Interval } from './interval.js';
import type { MergedFindings } from './merged.js';
import type { Question } from './question.js';
import type { ServiceFindings } from './service.js';

export * from './capacity.js';
export type { Demand } from './demand.js';
export type { Interval } from './interval.js';

/** What the analyzer concludes from a run; the names are a contract that others rely on. */
export interface Findings {
  readonly schemaVersion: 1;
  readonly workload: { readonly name: string; readonly sha256: string };
  readonly startedAt: string;
  readonly question: Question;
  readonly verdict: RunVerdict;
  /** What the last failures had to say of a target that was lost while it was called; empty for every other end. */
  readonly lastFailures: readonly CauseFindings[];
  readonly baseline: string;
  /** Who replayed each policy. */
  readonly clients: Readonly<Record<string, ClientName>>;
  readonly peakPerSecond: number;
  /** The rate that was replayed, averaged over a slot; null for a closed loop, where each policy set its own. */
  readonly offeredPerSecond: number | null;
  /** How many requests a slot sent one after the other; null where the load is no sequence. */
  readonly sequenceLength: number | null;
  readonly environment: EnvironmentSummary;
  /** There where the run was merged of shards. */
  readonly merged?: MergedFindings;
  readonly policies: Readonly<Record<string, PolicyFindings>>;
  /** By policy, where a service was measured; absent for every other target. */
  readonly services?: Readonly<Record<string, ServiceFindings>>;
  /** Every policy but the baseline, against the baseline; empty where nothing was measured. */
  readonly savings: Readonly<Record<string, Savings>>;
  /** Empty without a fleet. */
  readonly capacity: Readonly<Record<string, Capacity>>;
  /** What to deploy of the policy that saves most; left out without a fleet, and where nothing is saved. */
  readonly deployment?: Deployment;
  readonly counts: Agreement;
  readonly gates: readonly GateResult[];
  readonly blocks: BlockSummary;
  /** CPU microseconds per request that the harness itself costs; null where it was not measured. */
  readonly harnessCpuUsPerRequest: number | null;
  /** What a reader must know before using the numbers: unique, the most important first. */
  readonly doubts: readonly Doubt[];
  readonly trust: Trust;
}

export interface RunVerdict {
  readonly status:
    | 'pass'
    | 'fail'
    | 'inconclusive'
    | 'invalid'
    | 'incomplete'
    | 'target-lost'
    | 'replayer-lost'
    | 'failed';
  /** The first is the most important; empty on `pass`. */
  readonly reasons: readonly Reason[];
}

export interface EnvironmentSummary extends ClientPackages {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly holdline: string;
}

export interface Quantiles {
  /** Null where too few requests were measured to say. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/**
 * What a figure per second at another rate than the replayed one is worth: a connection for each request grows with the
 * rate; a pool opens as many as requests overlap, so that scaling it with the rate is an assumption.
 */
export type ConnectionScaling = 'per request' | 'with overlap';

export interface PolicyFindings {
  /** Planned, and so completed or failed. */
  readonly requests: number;
  /** Those that were given to the client; the others failed while they waited for a connection. */
  readonly requestsSent: number;
  /** Completed requests by the time they took, over the slots: in a closed loop the rate that the policy reached. */
  readonly completedPerSecond: number;
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
  /** Why requests failed, the most frequent first; empty in runs that did not keep it. */
  readonly causes: readonly CauseFindings[];
  /** Whole responses by status; empty in runs that did not keep it. */
  readonly statuses: Readonly<Record<string, number>>;
  /** By the name of the request, in the order of the workload; empty in runs that did not keep it. */
  readonly byRequest: readonly RequestFindings[];
  /** The most requests that were with the client at the same time in a slot; null in runs that did not keep it. */
  readonly mostInFlight: number | null;
  /** What the client saw of its connections; null in runs that did not keep it. */
  readonly connectionFacts: ConnectionFacts | null;
  /** The wait in the client's own pool, before the service time; null where the policy does not bound its sockets. */
  readonly poolWaitMs: Quantiles | null;
  readonly connections: {
    readonly opened: number;
    readonly perRequest: number;
    readonly perSecondAtPeak: number;
    readonly reusedRequests: number;
    readonly scaling: ConnectionScaling;
  };
  readonly tls: { readonly full: number; readonly resumed: number };
  readonly dns: {
    readonly lookups: number;
    readonly perSecondAtPeak: number;
    /** Counted at the embedded DNS server over the whole slots, lead-in included; null for a policy that asks the system. */
    readonly queries: number | null;
    /** Of a service that is measured itself: those to the DNS servers of its calls, where each of them has one. */
    readonly queriesPerSecondAtPeak: number | null;
  };
  readonly cpuUsPerRequest: Interval;
  /** Left out where the slots were sent at one rate. */
  readonly demand?: Demand;
  /** The same of each valid slot, in the order of its blocks; what is paired has the same invocation and block. */
  readonly cpuUsBySlot: readonly SlotCpu[];
  /** CPU of the embedded target per request that it answered; null without that witness. */
  readonly targetCpuUsPerRequest: number | null;
  /** From the first send of a slot until its last response; null where the load is no sequence, or nothing completed. */
  readonly sequenceTimeMs: Interval | null;
  readonly responseTimeMs: Quantiles;
  /** Null where no request completed. */
  readonly responseTimeMeanMs: number | null;
  /** The p99 of all requests, with the spread of the p99s of its blocks; null where there is none. */
  readonly responseTimeP99Ms: Interval | null;
  /** From when a request had its connection, or one was begun for it. */
  readonly serviceTimeMs: Quantiles;
  /** The mean time that a request keeps a connection busy; null where none completed. */
  readonly connectionTimeMeanMs: number | null;
  readonly scheduleLagMs: { readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
  /** The slots of the policy laid end to end, one point a second. */
  readonly series: CounterSeries;
}

export interface SlotCpu {
  readonly invocation: number;
  readonly block: number;
  readonly us: number;
}

export interface CauseFindings {
  readonly kind: FailureKind;
  /** As the client's library has it, `HTTP 401` of a status, or `other` for the sum of the rare ones. */
  readonly code: string;
  readonly count: number;
  /** What one of the failures said; of a status the beginning of its answer. May be empty. */
  readonly message: string;
  /** Name of the request that it said it of. */
  readonly request: string;
}

export interface RequestFindings {
  readonly name: string;
  /** Planned, and so completed or failed. */
  readonly requests: number;
  readonly failures: number;
  /** Whole responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Of the response time, milliseconds, to two digits; null where too few requests completed to say. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Connections that were opened for requests of this name, over those requests. */
  readonly connectionsPerRequest: number;
  /** Completed requests on a connection that was open before, as a share of all completed, 0 to 1; null where none completed. */
  readonly reusedShare: number | null;
}

/** Positive numbers are saved; a negative one is an extra cost. */
export interface Savings {
  /** Of CPU per request. */
  readonly verdict: ContrastVerdict;
  /** Of the intervals of CPU: 0.95, or more where several policies are compared, so that all claims hold together. */
  readonly level: number;
  /** Null where no block has the CPU of both. */
  readonly cpuUsPerRequest: Interval | null;
  readonly cpuPercent: Interval | null;
  /** CPU microseconds per connection that was avoided; null where no connections were. */
  readonly cpuUsPerConnection: Interval | null;
  readonly connectionsPerSecond: number;
  readonly lookupsPerSecond: number;
  readonly handshakesPerSecond: { readonly full: number; readonly resumed: number };
  /** Of a sequence, whose time is what it claims; these are null for any other load. */
  readonly sequenceTimeMs: Interval | null;
  readonly timePercent: Interval | null;
  readonly timeVerdict: ContrastVerdict | null;
  readonly timeLevel: number | null;
}

/** What may be said of a cost against the baseline; no claim is not the same as no change. */
export type ContrastVerdict =
  | 'improved'
  | 'better, size unclear'
  | 'no change'
  | 'worse, size unclear'
  | 'regressed'
  | 'inconclusive'
  | 'no data';

/** True, false, or null where there is no such witness. */
export interface Agreement {
  readonly socketsAgreeWithKernel: boolean | null;
  readonly socketsAgreeWithTarget: boolean | null;
}

export interface GateResult {
  readonly metric: MetricName;
  readonly policy: string;
  /** Of a service, what it calls; absent where the metric is of a request to it. */
  readonly call?: string;
  readonly max: number;
  /** Null where the metric has no value. */
  readonly value: number | null;
  /** `not judged` where the run was too late for times, and the metric is one or may follow from them. */
  readonly status: 'pass' | 'fail' | 'inconclusive' | 'no data' | 'not judged';
}

export interface BlockSummary {
  readonly planned: number;
  readonly valid: number;
  readonly dropped: readonly {
    readonly invocation: number;
    readonly block: number;
    readonly reasons: readonly BlockFault[];
  }[];
}
