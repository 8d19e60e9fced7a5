import type { ClientName } from './clients.js';
import type { Call } from './service.js';

/** What anybody asks of a target: each row of the kinds gives its own. */
export interface TargetFacts {
  /** Replays it where the workload names no client. */
  readonly client: ClientName;
  readonly tls: boolean;
  /** Whose CPU and connections the question is about: the client that calls the target, or the target, which calls others. */
  readonly measures: 'client' | 'service';
  /** On a virtual clock nothing is sent, and answers are known beforehand. */
  readonly clock: 'real' | 'virtual';
  /** What lies between the replayers and the target. */
  readonly path: 'none' | 'loopback' | 'relay' | 'network';
  /** The round trip that a relay makes, milliseconds; null where there is none. */
  readonly rttMs: number | null;
  /** Whether nothing but holdline's own load reaches it. */
  readonly ours: boolean;
  /** Scheme, host and port of a server that somebody else runs; null where no request can leave this machine. */
  readonly origin: string | null;
  /** How long it keeps an idle connection, 0 where it closes after each response; null where nobody knows. */
  readonly idleCloseMs: number | null;
  /** The seconds in its `Keep-Alive: timeout=`; null where it announces none, or nobody knows. */
  readonly announcedIdleS: number | null;
  /** Requests after which it closes a connection; null where there is no such bound, or nobody knows. */
  readonly maxRequestsPerSocket: number | null;
  /** What a service that is measured calls; null for what is called itself. */
  readonly calls: readonly Call[] | null;
  /** The size of a plain answer; null where nobody knows. */
  readonly bodyBytes: number | null;
  /** About what one request takes, milliseconds. */
  readonly requestMs: number;
  /** How many requests it answers at once, where that is known. */
  readonly places?: number;
  /** Optional packages, as npm takes them, with who needs them: "... needs the package". */
  readonly packages: readonly PackageNeed[];
}

export interface PackageNeed {
  readonly spec: string;
  readonly who: string;
}

export type OwnFacts = Omit<TargetFacts, 'client' | 'clock' | 'measures'>;

export interface TargetKind<T> {
  readonly client: ClientName;
  readonly clock: TargetFacts['clock'];
  readonly measures: TargetFacts['measures'];
  /** The section of a workload file that it stands in. */
  readonly section: 'target' | 'service';
  facts(target: T): OwnFacts;
  /** What a change may touch without asking another question; shown where two runs differ in it. */
  readonly mayDiffer: readonly Extract<keyof T, string>[];
  /** Those of which it matters whether they are there at all. */
  readonly asksWhether: readonly Extract<keyof T, string>[];
}

/** A value of a target that is made of fields: how it is written, what it may be, and what stands where it is left out. */
export interface Field {
  /** As it stands in a workload file. */
  readonly key: string;
  /** The mapping in the file that it stands in, where that is not the target itself. */
  readonly within?: string;
  readonly reads: FieldReads;
  /** As a user would write it. */
  readonly otherwise: number | string | boolean;
  readonly docs: string;
}

type FieldReads =
  | { readonly kind: 'flag' }
  | { readonly kind: 'whole'; readonly least: number; readonly most: number }
  /** Written with a unit; milliseconds after parsing, or microseconds. */
  | { readonly kind: 'duration'; readonly unit: 'ms' | 'us'; readonly least: string; readonly most: string }
  /** Written as a percentage; a share after parsing. */
  | { readonly kind: 'share'; readonly most: string };

/** By their names in the record. */
export type Fields = Readonly<Record<string, Field>>;

export type ValuesOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name]['reads'] extends { kind: 'flag' } ? boolean : number;
};

/** A kind of target that is nothing but its fields: its place in a workload file and in a record follow from them. */
export interface FieldedKind<F extends Fields> extends TargetKind<ValuesOf<F>> {
  /** What it is, for the reference of workloads. */
  readonly docs: string;
  readonly fields: F;
  /** What is said of each mapping that fields stand within. */
  readonly groups: Readonly<Record<string, string>>;
}

/** Tells the types of the values from the fields. */
export function fielded<const F extends Fields>(kind: FieldedKind<F>): FieldedKind<F> {
  return kind;
}

export const NO_FACTS = {
  tls: false,
  rttMs: null,
  origin: null,
  idleCloseMs: null,
  announcedIdleS: null,
  maxRequestsPerSocket: null,
  calls: null,
  bodyBytes: null,
  packages: [],
} as const satisfies Partial<OwnFacts>;
