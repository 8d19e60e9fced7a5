import type { Plan } from '../model/run/plan.js';
import type { Run } from '../model/run/run.js';

/** Makes a run of what another engine wrote: one file, and one row of the table in `index.ts`. */
export interface Importer {
  /** One line, for the help. */
  readonly says: string;
  /** Throws UserMistake, with file and line, for anything that is not what the engine writes. */
  read(files: readonly string[], options: ImportOptions): Promise<Run>;
}

export interface ImportOptions {
  /** The version that reads. */
  readonly holdline: string;
  /** Of the workload that was exported; null where it is not known, and one is made of what was seen. */
  readonly plan: Plan | null;
  /** Told now and then while files are read. */
  readonly onProgress: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  /** Of all files, as they are on disk. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly lines: number;
}
