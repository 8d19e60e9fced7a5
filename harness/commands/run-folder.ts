import { createFreeRunFolder, createRunFolder, defaultRunFolder } from '../run/record/folder.js';

/** Where a run is written. */
export function runFolder(out: string | undefined, workload: string, startedAt: Date): string {
  return folderFor(out, defaultRunFolder(workload, startedAt));
}

/** A folder that was named is taken or refused; of a usual one there are as many as are asked for in the same second. */
export function folderFor(out: string | undefined, usual: string): string {
  if (out === undefined) return createFreeRunFolder(usual);
  createRunFolder(out);
  return out;
}
