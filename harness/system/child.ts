import { type ChildProcess, fork } from 'node:child_process';
import { END, type Reply } from '../model/protocol/calls.js';
import { childEnvironment } from './child-environment.js';
import { FAMILY } from './family.js';
import { createLastWords } from './last-words.js';
import { afterPatience } from './patience.js';

/** A process of ours that answers calls over its IPC channel, and ends with this one. */
export interface Child<Request> {
  readonly pid: number;
  /**
   * Rejects with `ChildLost` when the process ends before it answers, or has not answered after `withinMs` of waiting: it
   * is given up then, and killed.
   */
  call<Response>(request: Request, withinMs?: number): Promise<Response>;
  /** Resolves with how the process ended, whenever and however it does. */
  readonly ended: Promise<string>;
  kill(): void;
}

export class ChildLost extends Error {}

/** How long an answer is waited for that takes no time by itself. */
export const ANSWER_MS = 30_000;
/** How long after a kill, or an end whose output is not closed, the rest is waited for. */
const REST_MS = 2000;

/** A crash, or an end that waits for nothing, takes them along; whatever else ends this process, they notice by themselves. */
const living = new Map<ChildProcess, Ending>();
process.once('exit', endChildren);

/** How a process of ours ends: killed, or by itself when its channel closes, with what it has started. */
type Ending = 'killed' | 'by-itself';

/** Ends every process that this one has started; their calls reject. */
export function endChildren(): void {
  for (const [child, ending] of living) end(child, ending);
}

function end(child: ChildProcess, ending: Ending): void {
  if (ending === 'killed') child.kill('SIGKILL');
  else if (child.connected) {
    // It need not ask itself whether the harness was killed.
    child.send(END, () => {});
    child.disconnect();
  }
}

/** Starts `file` of the compiled tree; `label` stands behind it in the list of processes. */
export function startChild<Request>(
  file: URL,
  label: string,
  env = childEnvironment(),
  ending: Ending = 'killed',
): Child<Request> {
  const child = fork(file, [label], {
    env: { ...env, ...FAMILY },
    // What this process was started with, an inspector or a preload, is not for what is measured.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // JSON would turn what is no number into null.
    serialization: 'advanced',
    // In a group of its own it hears neither Ctrl-C nor the end of the terminal: the harness decides when it ends.
    detached: process.platform !== 'win32',
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  const end = watchEnd(child, label, ending);
  const ended = end.ended.then((how) => {
    for (const { reject } of waiting.values()) reject(new ChildLost(how));
    waiting.clear();
    return how;
  });
  child.on('message', (reply: Reply<unknown>) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) waiter?.reject(errorOf(label, reply.error));
    else waiter?.resolve(reply.response);
  });
  return {
    pid: child.pid ?? -1,
    ended,
    async call<Response>(request: Request, withinMs = ANSWER_MS): Promise<Response> {
      if (!child.connected) throw new ChildLost(await ended);
      calls += 1;
      const id = calls;
      const forget = afterPatience(withinMs, () =>
        end.kill(`did not answer within ${seconds(withinMs)}, and was ended`),
      );
      const answer = new Promise<Response>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        // A failed send is an end of the process, and that is heard of by itself.
        child.send({ id, request } as never, () => {});
      });
      return answer.finally(forget);
    },
    kill: () => end.kill('was ended'),
  };
}

interface End {
  readonly ended: Promise<string>;
  /** The first reason is the one that is told. */
  kill(because: string): void;
}

function watchEnd(child: ChildProcess, label: string, ending: Ending): End {
  living.set(child, ending);
  const words = createLastWords();
  child.stderr?.on('data', words.hear);
  // The end of the whole child is never told of one whose channel was closed here.
  const saidAll = new Promise((resolve) => child.stderr?.once('close', resolve));
  let because: string | null = null;
  let tell: (how: string) => void;
  const ended = new Promise<string>((resolve) => {
    tell = (how) => {
      living.delete(child);
      resolve(`${label} ${because ?? how}${words.told()}`);
    };
  });
  child.once('error', (error) => {
    if (child.pid === undefined) tell(`could not be started: ${error.message}`);
  });
  child.once('exit', (code, signal) => {
    const how = endingOf(code, signal);
    // What it said last may still be on its way; who inherited its output may keep that open for ever.
    const rest = setTimeout(() => tell(how), REST_MS);
    saidAll.then(() => {
      clearTimeout(rest);
      tell(how);
    });
  });
  return {
    ended,
    kill(reason) {
      because ??= reason;
      end(child, ending);
      const rest = setTimeout(() => {
        child.kill('SIGKILL');
        // A process that hangs in the kernel cannot be ended, and is not waited for.
        tell('could not be ended');
      }, REST_MS);
      ended.then(() => clearTimeout(rest));
    },
  };
}

function endingOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === null) return `ended with exit code ${code}`;
  // Nobody but the kernel kills so without being asked, and it does where memory is short.
  return signal === 'SIGKILL' ? 'was killed by SIGKILL, perhaps out of memory' : `was ended by ${signal}`;
}

/** An error of another process, with its own stack. */
function errorOf(label: string, stack: string): Error {
  const error = new Error(`${label}: ${stack.split('\n')[0]}`);
  error.stack = `${label}: ${stack}`;
  return error;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toPrecision(3))} s`;
}
