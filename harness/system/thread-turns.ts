import { readFileSync } from 'node:fs';

/** What a thread has had of the CPUs since its start, and how long it was ready and had none. */
export interface ThreadTurns {
  readonly ranMs: number;
  readonly waitedMs: number;
}

/** Null of a thread that has ended, and where the kernel does not count it. */
export function readTurns(pid: number, thread: number): ThreadTurns | null {
  try {
    return parseTurns(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'));
  } catch {
    return null;
  }
}

/** Nanoseconds that it ran, nanoseconds in the queue of a CPU, and turns; all are 0 where they are not counted. */
export function parseTurns(text: string): ThreadTurns | null {
  const found = /^(\d+) (\d+) \d+\s*$/.exec(text);
  if (found === null || Number(found[1]) === 0) return null;
  return { ranMs: Number(found[1]) / 1e6, waitedMs: Number(found[2]) / 1e6 };
}
