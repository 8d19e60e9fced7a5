import { type ChildProcess, fork } from 'node:child_process';
import type { Reply } from '../model/protocol/slot.js';

/** A process of ours that answers calls over its IPC channel. */
export interface Child<Request> {
  readonly pid: number;
  /** Rejects with `ChildLost` when the process ends before it answers. */
  call<Response>(request: Request): Promise<Response>;
  /** Resolves with how the process ended, whenever and however it does. */
  readonly ended: Promise<string>;
  kill(): void;
}

export class ChildLost extends Error {}

/** What is kept of a child's error output, for the message when it dies. */
const STDERR_KEPT = 2000;

/** Starts `file` of the compiled tree; `label` stands behind it in the list of processes. */
export function startChild<Request>(file: URL, label: string, env = process.env): Child<Request> {
  // As JSON the bytes of a feed would be several times as many, and NaN would arrive as null.
  const serialization = 'advanced';
  const child = fork(file, [label], { env, serialization, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  const ended = endOf(child, label).then((how) => {
    for (const { reject } of waiting.values()) reject(new ChildLost(how));
    waiting.clear();
    return how;
  });
  child.on('message', (reply: Reply<unknown>) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) waiter?.reject(new Error(`${label}: ${reply.error}`));
    else waiter?.resolve(reply.response);
  });
  return {
    pid: child.pid ?? -1,
    ended,
    call<Response>(request: Request): Promise<Response> {
      if (!child.connected) return ended.then((how) => Promise.reject(new ChildLost(how)));
      calls += 1;
      const id = calls;
      return new Promise<Response>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        // A failed send is an end of the process, and that is heard of by itself.
        child.send({ id, request } as never, () => {});
      });
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function endOf(child: ChildProcess, label: string): Promise<string> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-STDERR_KEPT);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${label} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      resolve(`${label} ${how}${said === '' ? '' : `: ${said.trim()}`}`);
    });
  });
}
