import type { ChildProcess } from 'node:child_process';
import { pidsMarked, readTree } from './process-tree.js';

/** A process of ours, and the mark `NAME=value` that it and all that it starts have in their environment. */
export interface Started {
  readonly child: Pick<ChildProcess, 'pid' | 'exitCode' | 'signalCode'>;
  readonly mark: string;
  /** Whether it leads a group of its own (`detached`). */
  readonly leads: boolean;
}

/**
 * Signals a process with all that it started: its group, what is below it, and what bears its mark wherever it went. Where the
 * process itself has ended, its number may be somebody else's by now: what bears the mark is ours then, with what is below it,
 * and nothing else is.
 */
export function signalAll({ child, mark, leads }: Started, name: NodeJS.Signals): void {
  const pids = new Set<number>();
  for (const root of isThere(child) ? [child.pid, ...pidsMarked(mark)] : pidsMarked(mark)) {
    if (pids.has(root)) continue;
    for (const pid of [root, ...(readTree(root)?.pids ?? [])]) pids.add(pid);
  }
  if (leads && isThere(child)) signal(-child.pid, name);
  for (const pid of pids) signal(pid, name);
}

/** Signals the group that a process leads; nobody where it has ended. */
export function signalGroup(child: Started['child'], name: NodeJS.Signals): void {
  if (isThere(child)) signal(-child.pid, name);
}

/** Until it has been waited for, nobody else can have its number. */
function isThere(child: Started['child']): child is Started['child'] & { readonly pid: number } {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
