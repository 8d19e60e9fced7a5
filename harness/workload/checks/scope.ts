import type { FeedTable } from '../feed/feed.js';
import { isWithin, type Path, type Problem, type Reading } from '../problem.js';
import type { Draft, LoadFile } from '../schema/workload.js';

/** What a check across several values may look at. */
export interface Scope {
  readonly draft: Draft;
  readonly load: LoadFile | null;
  /** The tree with the environment filled in; what is sent keeps its placeholders. */
  readonly tree: unknown;
  /** The tree as written, for messages. */
  readonly written: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cores: number;
  /** How many machines share the load out. */
  readonly shards: number;
  /** The folder of the file, to which `ca` and `feed` are relative. */
  readonly folder: string;
  /** Null where the workload names none. */
  readonly feed: Reading<FeedTable> | null;
  readonly nameOf: (path: Path) => string;
  /** False where something is already known to be wrong at or below a path, so that no mistake is reported twice. */
  readonly isSound: (...paths: readonly Path[]) => boolean;
}

/** Looks for mistakes that no single value shows. */
export type Check = (scope: Scope) => readonly Problem[];

export function soundness(problems: readonly Problem[]): Scope['isSound'] {
  return (...paths) => !problems.some((problem) => paths.some((path) => isWithin(problem.path, path)));
}
