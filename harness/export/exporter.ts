import type { Plan } from '../model/run/plan.js';
import type { FeedRows } from '../model/workload/feed.js';

/** Takes a plan to another engine: one file, and one row of the table in `index.ts`. */
export interface Exporter {
  /** One line, for the help. */
  readonly says: string;
  /** Pure: nothing is written. Throws UserMistake where the plan cannot be expressed there, and says why in one line. */
  write(plan: Plan, options: ExportOptions): Exported;
}

export interface ExportOptions {
  /** The version that writes. */
  readonly holdline: string;
  /** Null where the workload has none. */
  readonly feed: FeedRows | null;
  /** Pods that share the load; null is as many as the destination likes best. */
  readonly shards: number | null;
}

export interface ExportedFile {
  /** Relative to the folder that was named. */
  readonly path: string;
  readonly text: string;
}

export interface Exported {
  readonly files: readonly ExportedFile[];
  /** What differs there from the plan: a sentence each. */
  readonly notes: readonly string[];
  /** The commands that come next. */
  readonly next: readonly string[];
}
