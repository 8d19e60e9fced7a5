import { spawn } from 'node:child_process';
import { createLastWords } from '../../system/last-words.js';

/** One run of a script by a k6 that the user has installed. */
export interface K6Run {
  /** Its path. */
  readonly program: string;
  readonly script: string;
  /** Where its points go; `.gz` at the end packs them. */
  readonly points: string;
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal;
}

/** How it ended, as data; `crossed` is no failure, because thresholds are judged where the points are. */
export type K6Ended =
  | { readonly kind: 'done'; readonly crossed: boolean }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What it ends with where thresholds are crossed, and everything was sent. */
const THRESHOLDS_FAILED = 99;

/** What its other codes mean, from its documentation. */
const CODES: Readonly<Record<number, string>> = {
  100: 'its setup took too long',
  101: 'its teardown took too long',
  102: 'it took too long',
  103: 'it was stopped from outside',
  104: 'its configuration is invalid',
  105: 'it was interrupted',
  107: 'the script threw an error',
  108: 'the script aborted itself',
  109: 'it crashed',
  110: 'the run was marked as failed',
};

/** Resolves when it has ended, however it did; never rejects. */
export function runK6({ program, script, points, env, stop }: K6Run): Promise<K6Ended> {
  // It would tell its makers of each run, which is none of ours to allow.
  const args = ['run', '--quiet', '--no-color', '--no-usage-report', '--out', `json=${points}`, script];
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    const words = createLastWords();
    const end = () => child.kill('SIGINT');
    const kill = () => child.kill('SIGKILL');
    stop.addEventListener('abort', end);
    // A signal that was given before tells nobody again.
    if (stop.aborted) end();
    process.once('exit', kill);
    child.stderr.on('data', (chunk: Buffer) => words.hear(chunk));
    child.on('error', ({ message }) => resolve({ kind: 'failed', reason: `k6 cannot be started: ${message}` }));
    child.on('close', (code, signal) => {
      stop.removeEventListener('abort', end);
      process.off('exit', kill);
      if (stop.aborted) resolve({ kind: 'stopped' });
      else if (code === 0 || code === THRESHOLDS_FAILED) resolve({ kind: 'done', crossed: code !== 0 });
      else resolve({ kind: 'failed', reason: `${why(code, signal)}${words.told()}` });
    });
  });
}

function why(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === null) return `k6 was ended by ${signal}`;
  return `k6 ended with ${code}, ${CODES[code] ?? 'which says nothing'}`;
}
