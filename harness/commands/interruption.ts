import { EXIT } from '../model/exit.js';

/** What a user, a terminal or a system says to a run that is under way. */
export interface Interruption {
  /** Aborted by the first signal: end, and save what was measured. */
  readonly stop: AbortSignal;
  /** Aborted by the second: save at once, and wait for nothing any more. */
  readonly hurry: AbortSignal;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

let installed: Interruption | null = null;

/**
 * Listens from the first call on and for good: a signal that comes while the end is being saved must not meet the answer
 * that the system has for it. The third one ends the process as it stands.
 */
export function listenForSignals(): Interruption {
  installed ??= install();
  return installed;
}

function install(): Interruption {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  const heard = () => {
    if (hurry.signal.aborted) process.exit(EXIT.interrupted);
    (stop.signal.aborted ? hurry : stop).abort();
  };
  for (const signal of SIGNALS) process.on(signal, heard);
  return { stop: stop.signal, hurry: hurry.signal };
}
