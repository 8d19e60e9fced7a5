import type { FailureCause } from '../model/run/tally.js';
import type { Absence } from './silence.js';

/** The target ended, or answers nothing: there is nothing to go on with. */
export class TargetLost extends Error {
  /** What its last failures had to say; empty where it ended by itself. */
  readonly causes: readonly FailureCause[];

  constructor(reason: string, causes: readonly FailureCause[] = []) {
    super(reason);
    this.causes = causes;
  }
}

/** A replayer ended by itself, or stopped answering. */
export class ReplayerLost extends Error {}

/** Throws `TargetLost` where the counts single it out as gone. */
export function requirePresence(absence: Absence | null): void {
  if (absence !== null) throw new TargetLost(absence.reason, absence.causes);
}
