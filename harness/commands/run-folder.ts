import { createFreeRunFolder, createRunFolder, defaultRunFolder } from '../run/record/folder.js';

/** A folder that was named is taken or refused; of the default ones there are as many as runs of the same second. */
export function runFolder(out: string | undefined, workload: string, startedAt: Date): string {
  if (out === undefined) return createFreeRunFolder(defaultRunFolder(workload, startedAt));
  createRunFolder(out);
  return out;
}
