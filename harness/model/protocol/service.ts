/** What the harness and the keeper of a user's service say to each other. */
export type ServiceCall =
  | { readonly kind: 'start'; readonly spec: ServiceSpec }
  | { readonly kind: 'read' }
  /** Answered when the service has ended by itself, with how. */
  | { readonly kind: 'await-end' }
  /** Asks the service to end, and ends it after `KILL_AFTER_MS`. */
  | { readonly kind: 'stop' };

export interface ServiceSpec {
  /** The program and its arguments; no shell is started. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A file for what it writes, cut at `MOST_OUTPUT_BYTES`; null leaves its output to the terminal. */
  readonly output: string | null;
  /** What that file shows as `***`, the longest first; nothing if left out. */
  readonly hidden?: readonly string[];
  readonly ready: Readiness;
  /** A folder that the keeper removes where the harness is gone, and cannot. */
  readonly temporary?: string;
  /** What every process of it inherits in `HOLDLINE_SERVICE`, and can be found by wherever it has gone. */
  readonly mark: string;
  /** From the request to end until it is ended; `KILL_AFTER_MS` if left out. */
  readonly killAfterMs?: number;
}

/** When a service counts as up. */
export type Readiness =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'port'; readonly host: string; readonly port: number; readonly withinMs: number }
  /** It answers a request to the address with a status below 500. */
  | { readonly kind: 'answer'; readonly url: string; readonly withinMs: number }
  /** Its output has what a regular expression finds. */
  | { readonly kind: 'output'; readonly pattern: string; readonly withinMs: number };

export type ServiceStarted =
  | { readonly kind: 'ready'; readonly pid: number }
  | { readonly kind: 'failed'; readonly reason: ServiceEnd | NotReady };

export interface NotReady {
  readonly kind: 'not-ready';
  readonly afterMs: number;
  /** Another address of this machine, where it listens at its port; null where it does not. */
  readonly instead: string | null;
  readonly lastOutput: string;
}

export interface ServiceEnd {
  readonly kind: 'ended';
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Set where it could not be started at all, for example `ENOENT`. */
  readonly startError: string | null;
  readonly lastOutput: string;
}

/** Of the whole process tree, with the children that came and went. */
export interface ServiceReading {
  readonly userUs: number;
  readonly systemUs: number;
  readonly memoryBytes: number;
  readonly peakMemoryBytes: number;
  readonly pids: readonly number[];
  /** How it ended, or null while it runs. */
  readonly end: ServiceEnd | null;
}

export interface ServiceStopped {
  /** It did not end when asked to, and was killed. */
  readonly wasKilled: boolean;
}

/** From SIGTERM to SIGKILL. */
export const KILL_AFTER_MS = 5000;
/** Of a service's output what is beyond this is counted and not kept. */
export const MOST_OUTPUT_BYTES = 1 << 20;

export const MARK_NAME = 'HOLDLINE_SERVICE';
