/** What a service that is started elsewhere has spent since its start, as somebody tells it. */
export interface UseReading {
  readonly userUs: number;
  readonly systemUs: number;
  /** Whether both are told apart; where they are not, all of it stands in `userUs`. */
  readonly isSplit: boolean;
  /** The steps in which it is told, microseconds. */
  readonly grainUs: number;
  /** Null where nobody tells. */
  readonly memoryBytes: number | null;
  /** The most that it had since its start. */
  readonly peakMemoryBytes: number | null;
  /** Its processes on this machine; empty where they are not known. */
  readonly pids: readonly number[];
}

export interface UseSource {
  /** Rejects with `UseLost` where nothing can be read, and where the service is another one than at the first reading. */
  read(): Promise<UseReading>;
}

/** Why nothing can be read, in one sentence, and what to do about it. */
export class UseLost extends Error {
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}

/** Counters that fell are those of a service that was started anew. */
export function neverFalls(): (totalUs: number, what: string) => void {
  let before = 0;
  return (totalUs, what) => {
    if (totalUs < before) throw new UseLost(what, RESTARTED);
    before = totalUs;
  };
}

export const RESTARTED = 'run it again, and let the service run from its beginning to its end';
