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
  /** What a destination needs that runs holdline itself, from the files as they are. */
  readonly deployment?: Deployment;
}

export interface Deployment {
  /** The workload first, then what it names. */
  readonly files: readonly SourceFile[];
  /** Flags that stand in place of values of the file, each a word, as they were given. */
  readonly flags: readonly string[];
  readonly allowHosts: readonly string[];
  /** ISO 8601; null where the pods agree on one. */
  readonly startAt: string | null;
  /** Whether records are sent to presigned addresses instead of being kept in a volume. */
  readonly put: boolean;
  /** Cores of a container. */
  readonly vcpu: number;
  /** Null is one that is named by the version. */
  readonly image: string | null;
  /** Names of variables that the workload takes from its environment. */
  readonly variables: readonly string[];
  readonly yamlOf: (document: object) => string;
}

export interface SourceFile {
  /** As the workload names it: relative to its folder. */
  readonly name: string;
  readonly text: string;
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
