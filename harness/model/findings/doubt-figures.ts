import type { Guard, GuardName } from '../run/guard.js';
import type { WitnessName } from '../run/testimony.js';
import type { MetricName } from '../workload/workload.js';
import type { BlockFault } from './block-fault.js';
import type { LossCause } from './call-site.js';
import type { MergedFindings } from './merged.js';
import type { PlanFigures } from './plan-figures.js';
import type { CoarseCpu } from './service.js';

/** A run that would tell: the same workload with so many invocations in all. */
export interface MoreRunsFigures {
  /** Null where even the most would not tell. */
  readonly invocations: number | null;
  /** Per invocation. */
  readonly blocks: number;
  /** About what they take. */
  readonly minutes: number;
}

/** Why connections were not used again, as far as their counts tell. */
export type ReuseCause =
  | 'http-1.0'
  | 'short-hint'
  | 'server-told'
  | 'server'
  | 'reset'
  | 'client-idle'
  | 'client-after-answer'
  | 'error';

type None = Readonly<Record<never, never>>;

/** Every code of a doubt or a reason, with the figures that its sentence needs: a new one is a row here and one in reports. */
export interface DoubtFigures
  extends EndFigures,
    ValidityFigures,
    OpenFigures,
    ServiceFigures,
    BoundFigures,
    ImportFigures,
    ShardFigures,
    PlanFigures {}

/** How a run ended before its plan. */
export interface EndFigures {
  readonly 'target-lost': { readonly reason: string };
  readonly 'replayer-lost': { readonly reason: string };
  readonly bug: { readonly error: string };
  readonly interrupted: { readonly valid: number; readonly planned: number };
}

/** Why a run is not valid; `first` is what the first dropped block says. */
export interface ValidityFigures {
  readonly 'no-valid-block': { readonly measured: number; readonly first: BlockFault | null };
  readonly 'bad-blocks': {
    readonly bad: number;
    readonly measured: number;
    /** The largest share that is tolerated, 0 to 1. */
    readonly most: number;
    readonly first: BlockFault | null;
  };
  /** So many gates on counts passed in a run of which the times alone are not believed. */
  readonly 'counts-judged': { readonly passed: number };
  readonly 'not-cold': { readonly sent: number; readonly reused: number };
  readonly 'hardly-reused': {
    readonly sent: number;
    readonly opened: number;
    /** Answers that ended a connection which their requests asked to keep. */
    readonly closedByServer: number;
    /** What an embedded target was told that ends connections, as it is written; null otherwise. */
    readonly setting: string | null;
    /** What most of the connections that ended have in common, and of how many that is so. */
    readonly cause: ReuseCause | null;
    readonly ended: number;
    /** Where the server ended them, and each after as many, more than one; null otherwise. */
    readonly requestsOfEach: number | null;
  };
  /** Failures that this machine's own limits made. */
  readonly 'machine-limit': { readonly code: string; readonly failures: number };
  readonly 'counted-too-much': { readonly witness: WitnessName; readonly what: string; readonly count: number };
  readonly 'mostly-failed': { readonly share: number; readonly code: string | null; readonly message: string | null };
}

/** What a gate is about. */
interface GateFigures {
  readonly metric: MetricName;
  /** Of a service, what it calls. */
  readonly call?: string;
  readonly max: number;
}

/** What the gates say, and what they and the contrasts leave open. */
export interface OpenFigures {
  readonly 'gate-over': GateFigures & { readonly value: number };
  readonly 'gate-lossy': GateFigures & { readonly value: number | null };
  readonly 'gate-without-value': GateFigures & {
    readonly of: number;
  } & MoreRunsFigures;
  readonly 'gate-open': GateFigures & {
    readonly value: number;
    /** The fewest requests of a block that have the value; null where any has. */
    readonly fewest: number | null;
  } & MoreRunsFigures;
  readonly 'contrast-without-value': {
    readonly what: 'CPU' | 'time';
    /** Valid ones. */
    readonly of: number;
  } & MoreRunsFigures;
  readonly 'contrast-open': {
    readonly what: 'CPU' | 'time';
    /** What is saved, percent. */
    readonly low: number;
    readonly high: number;
  } & MoreRunsFigures;
}

/** What a policy could not bring about in a service, and what was seen of it beside its calls. */
export interface ServiceFigures {
  /** Connections of a call that was to be cold were used again. */
  readonly 'call-not-cold': { readonly call: string; readonly requests: number; readonly connections: number };
  /** A call that was to reuse did not; `place` is the line that opened most, and `cause` why: null where neither was seen. */
  readonly 'call-not-reused': {
    readonly call: string;
    readonly requests: number;
    readonly connections: number;
    readonly place: string | null;
    readonly cause: LossCause | null;
  };
  /** Connections that would have left this machine. */
  readonly refused: { readonly to: string; readonly times: number };
  /** Processes and threads of Node without a preload: one of them, and how many more. */
  readonly unwatched: { readonly first: string; readonly more: number };
  /** Places on this machine that are no call of the workload. */
  readonly 'other-calls': { readonly to: string; readonly requests: number; readonly connections: number };
  /** The preload counted other connections of a call than its stand-in. */
  readonly 'seen-apart': { readonly call: string };
  /** Containers before rounding up, by the share of today's demand and by the microseconds measured here. */
  readonly 'transfers-apart': { readonly share: number; readonly additive: number };
  /** Its connections were ended by the answers of the stand-ins, some of which speak TLS. */
  readonly 'ended-by-answers': { readonly calls: readonly string[] };
  /** The CPU of the service is told in steps that are too large for what a slot spends, milliseconds. */
  readonly 'cpu-coarse': CoarseCpu;
  /** Of the busy time of its event loop, what its thread waited for a CPU that another had: taken out. */
  readonly 'loop-waited': { readonly share: number };
  /** The service called nothing of this name. */
  readonly 'not-called': { readonly call: string };
}

/** What another engine measured, and what is not known of it. */
export interface ImportFigures {
  readonly imported: { readonly from: string; readonly files: number; readonly unknown: readonly MetricName[] };
  readonly 'not-mergeable': { readonly from: string };
  readonly 'thresholds-unread': { readonly from: string; readonly thresholds: number };
  readonly 'threshold-crossed': { readonly metric: string; readonly rule: string };
}

/** What became of the shards of a merged run, by their numbers. */
export interface ShardFigures {
  readonly 'shards-not-whole': Pick<MergedFindings, 'of' | 'missing' | 'endedEarly'>;
  readonly 'shard-clocks-unknown': { readonly of: number; readonly shards: readonly number[] };
}

/** What bounds the figures of a run that is valid. */
export interface BoundFigures {
  /** Of a journal that was damaged. */
  readonly 'skipped-lines': { readonly lines: number };
  /** `of` is how many have a valid block. */
  readonly 'few-invocations': { readonly of: number } & MoreRunsFigures;
  readonly 'cold-trap': {
    readonly sent: number;
    readonly reused: number;
    readonly maxSockets: number | null;
    readonly isBaseline: boolean;
  };
  readonly 'witness-saw-more': { readonly witness: WitnessName; readonly what: string; readonly count: number };
  /** What is spent is of the event loop where that is less than the CPU. */
  readonly 'saves-too-much': { readonly savedUs: number; readonly todayUs: number; readonly isOfLoop?: true };
  readonly 'no-whole-container': { readonly breakEvenPerSecond: number | null };
  readonly 'rounded-up': { readonly containers: number; readonly breakEvenPerSecond: number };
  readonly spinning: None;
  readonly 'closed-by-server': { readonly answers: number };
  /** `idleCloseMs` is null where nobody knows it. */
  readonly 'lost-to-race': {
    readonly resets: number;
    readonly requests: number;
    readonly idleCloseMs: number | null;
    /** How long the policy keeps an idle connection; null is the client's own default. */
    readonly ownMs: number | null;
    /** The server announces its limit where Node's Agent does not look. */
    readonly isHidden: boolean;
  };
  readonly 'reset-anywhere': {
    readonly resets: number;
    readonly requests: number;
    readonly freshResets: number;
    readonly freshRequests: number;
  };
  readonly 'reset-in-turn': {
    readonly resets: number;
    readonly requests: number;
    /** How many each connection that ended had carried. */
    readonly requestsOfEach: number;
  };
  readonly 'reset-unexplained': {
    readonly resets: number;
    readonly requests: number;
    readonly timeouts: number;
    /** Whether a policy that opens a connection for each request ran beside it. */
    readonly hasCold: boolean;
  };
  readonly lossy: { readonly share: number; readonly allowed: number };
  /** Answers that send the caller elsewhere, where nobody went, of all whole answers. */
  readonly redirected: { readonly answers: number; readonly of: number };
  /** Requests waited for a connection in their client's own pool. */
  readonly 'pool-queue': {
    /** Each null of too few requests to say. */
    readonly p50Ms: number | null;
    readonly p99Ms: number | null;
    readonly maxMs: number;
    /** As it is written in a policy. */
    readonly setting: string;
    /** Per thread. */
    readonly bound: number;
    readonly threads: number;
    /** With the client at the same time, at most; null in runs that did not keep it. */
    readonly inFlight: number | null;
  };
  readonly slow: { readonly p99Ms: number; readonly sloMs: number };
  readonly guard: { readonly name: GuardName; readonly slots: number; readonly of: number; readonly worst: Guard };
  /** Relative, over the run. */
  readonly drift: { readonly change: number };
  readonly 'hidden-expiry': { readonly idleCloseMs: number };
  readonly 'own-rates': None;
  /** Of the peak, 0 to 1. */
  readonly scaled: { readonly share: number };
  /** One of `VARIABLES`, and whether the measured processes were given it. */
  readonly variable: { readonly name: string; readonly passed: boolean };
  readonly simulated: None;
  readonly 'delay-relay': { readonly rttMs: number };
  readonly loopback: None;
}
