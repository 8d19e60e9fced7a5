import { pidsMarked } from './process-tree.js';

/** All processes that one harness has started, by a mark in their environment. */

const NAME = 'HOLDLINE_FAMILY';

/** The mark for those that this process starts. */
export const FAMILY: Readonly<Record<string, string>> = { [NAME]: `${process.pid}-${Date.now()}` };

/**
 * For a process that has lost its harness: continues those of its family that are stopped, so that they hear of it too and
 * end by themselves. Nobody else is left who could.
 */
export function continueFamily(): void {
  const own = process.env[NAME];
  if (own === undefined) return;
  for (const pid of pidsMarked(`${NAME}=${own}`)) {
    try {
      if (pid !== process.pid) process.kill(pid, 'SIGCONT');
    } catch {
      // It has ended meanwhile.
    }
  }
}
