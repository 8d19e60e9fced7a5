import { EXIT } from '../model/exit.js';
import { say } from './terminal/output.js';

/** What a user, a terminal or a system says to a run that is under way. */
export interface Interruption {
  /** Aborted by the first signal: end, and save what was measured. */
  readonly stop: AbortSignal;
  /** Aborted by the second: save at once, and wait for nothing any more. */
  readonly hurry: AbortSignal;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

let installed: Interruption | null = null;
let isEarly = false;

/** Until a verb has something to save and listens itself, a signal ends the command: with a word, and with a code of ours. Gives what takes that back. */
export function endAtSignals(): () => void {
  isEarly = true;
  const end = () => {
    if (!isEarly) return;
    say('interrupted');
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return () => {
    isEarly = false;
    for (const signal of SIGNALS) process.off(signal, end);
  };
}

/** Aborted by the first signal, of a command that is ended by one; the next ones are the system's. */
export function stopAtSignal(): AbortSignal {
  isEarly = false;
  const controller = new AbortController();
  for (const signal of SIGNALS) process.once(signal, () => controller.abort());
  return controller.signal;
}

/**
 * Listens from the first call on and for good: a signal that comes while the end is being saved must not meet the answer
 * that the system has for it. The third one ends the process as it stands.
 */
export function listenForSignals(): Interruption {
  isEarly = false;
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
