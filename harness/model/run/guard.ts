import type { WitnessName } from './testimony.js';

/** Every guard, with the figures that its sentence needs: a new one is a row here, one in reports, one of its shape, and a check. */
export interface GuardFigures {
  /** Of the requests 1 % left so late, or later. */
  readonly 'late-sends': { readonly lagMs: number };
  /** How long after the end of the slot the last response came. */
  readonly 'rate-not-reached': { readonly lateMs: number };
  /** Of the time, in the busiest thread. */
  readonly 'busy-generator': { readonly share: number };
  readonly failures: { readonly failed: number; readonly planned: number };
  /** Of a core. */
  readonly 'foreign-cpu': { readonly share: number };
  readonly steal: { readonly share: number };
  /** Of the slot. */
  readonly throttled: { readonly share: number };
  /** Of the port range. */
  readonly 'port-shortage': { readonly share: number };
  /** Only what differs. */
  readonly 'counts-disagree': { readonly witness: WitnessName; readonly ours: Counted; readonly theirs: Counted };
  /** Of the slot that is not counted. */
  readonly 'late-cpu-reading': { readonly share: number; readonly lateMs: number };
  /** What one of the requests met; null where the client did not keep it. */
  readonly 'machine-limit': { readonly failed: number; readonly code: string | null; readonly message: string | null };
  readonly 'nothing-completed': { readonly planned: number; readonly lostInLeadIn: number };
  /** How far from its time a slot of one shard began, by its own clock, where all begin it together. */
  readonly 'out-of-step': { readonly lateMs: number; readonly mostMs: number };
  /** Arrivals that another engine had no virtual user for, of a run that was imported. */
  readonly 'dropped-iterations': { readonly dropped: number; readonly planned: number };
  /** In 1 % of the turns of the replayer's event loop, or more. */
  readonly 'loop-delay': { readonly delayMs: number };
}

export interface Counted {
  readonly connections?: number;
  readonly requests?: number;
  readonly handshakes?: number;
}

export type GuardName = keyof GuardFigures;

/** What a tripped guard makes doubtful: times and CPU alone, or what was counted as well. */
export const GUARDS_AGAINST: Readonly<Record<GuardName, 'times' | 'counts'>> = {
  'late-sends': 'times',
  'rate-not-reached': 'times',
  'busy-generator': 'times',
  failures: 'counts',
  'foreign-cpu': 'times',
  steal: 'times',
  throttled: 'times',
  'port-shortage': 'counts',
  'counts-disagree': 'counts',
  'late-cpu-reading': 'times',
  'machine-limit': 'counts',
  'nothing-completed': 'counts',
  // The others had left the slot: what reached the target together is not known.
  'out-of-step': 'counts',
  'dropped-iterations': 'times',
  'loop-delay': 'times',
};

interface Tripped {
  /** `drop` makes a count or a contrast wrong; `warn` only widens an interval. */
  readonly severity: 'warn' | 'drop';
  /** What was held against the threshold; the larger, the worse. */
  readonly value: number;
  /** Of a merged run: the number of the shard that it tripped on. */
  readonly shard?: number;
}

export interface GuardOf<Name extends GuardName> extends Tripped {
  readonly name: Name;
  readonly figures: GuardFigures[Name];
}

/** In a record of schema 1 the sentence stands in place of its figures. */
export interface ToldGuard extends Tripped {
  readonly name: GuardName;
  readonly detail: string;
}

/** A signal that a slot cannot be trusted: data, whose words are made in reports. */
export type Guard = { readonly [Name in GuardName]: GuardOf<Name> }[GuardName] | ToldGuard;
