/** The target ended, or answers nothing: there is nothing to go on with. */
export class TargetLost extends Error {}

/** A replayer ended by itself, or stopped answering. */
export class ReplayerLost extends Error {}
