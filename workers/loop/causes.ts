import { type FailureCause, MOST_CAUSES, OTHER_CAUSES } from '../../harness/model/run/tally.js';
import type { Failure } from '../exchange.js';

/** Counts why requests failed, by kind and code. */
export interface Causes {
  /** `request` is the place in the workload of the one that failed. */
  count(failure: Failure, request: number): void;
  list(): FailureCause[];
}

const LONGEST_MESSAGE = 200;

export function createCauses(): Causes {
  const causes: (FailureCause & { count: number })[] = [];
  const find = (kind: string, code: string) => causes.find((one) => one.kind === kind && one.code === code);
  return {
    // There are a few codes at most, so that a search is cheaper than a key that would have to be built for each failure.
    count({ failure: kind, code, message }, request) {
      const known = find(kind, code) ?? (causes.length < MOST_CAUSES ? undefined : find(kind, OTHER_CAUSES));
      if (known !== undefined) known.count += 1;
      else {
        const name = causes.length < MOST_CAUSES ? code : OTHER_CAUSES;
        causes.push({ kind, code: name, count: 1, message: shown(message), request });
      }
    },
    list: () => [...causes].sort((a, b) => b.count - a.count),
  };
}

/** What a server says is shown to people, and must not steer their terminal. */
function shown(message: string): string {
  return message
    .slice(0, 2 * LONGEST_MESSAGE)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_MESSAGE);
}
