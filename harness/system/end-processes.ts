import type { ChildProcess } from 'node:child_process';
import { pidsMarked, readTree } from './process-tree.js';

/** A process of ours, and the mark `NAME=value` that all that it starts has in its environment, but for what lost it. */
export interface Started {
  readonly child: Pick<ChildProcess, 'pid' | 'exitCode' | 'signalCode'>;
  readonly mark: string;
  /** Others of it that are known to be there still. */
  readonly left?: readonly number[];
}

/**
 * A process with all that it started: what is below it, and what bears its mark wherever it went. Where the process itself has
 * ended, its number may be somebody else's by now, and nothing is found by that.
 */
export function processesOf({ child, mark, left = [] }: Started): ReadonlySet<number> {
  const found = new Set<number>();
  for (const root of [...(isThere(child) ? [child.pid] : []), ...left, ...pidsMarked(mark)]) {
    if (found.has(root)) continue;
    for (const pid of [root, ...(readTree(root)?.pids ?? [])]) found.add(pid);
  }
  return found;
}

/** Signals the group that a process leads (`detached`); nobody where it has ended. */
export function signalGroup(child: Started['child'], name: NodeJS.Signals): void {
  if (isThere(child)) signalEach([-child.pid], name);
}

export function signalEach(pids: Iterable<number>, name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It is gone already.
    }
  }
}

/** Until it has been waited for, nobody else can have its number. */
export function isThere(child: Started['child']): child is Started['child'] & { readonly pid: number } {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
