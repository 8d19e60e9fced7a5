import type { ReuseCause } from '../../model/findings/doubt-figures.js';
import type { ConnectionFacts } from '../../model/run/connection-facts.js';
import { readHistogram } from '../../tally/histogram.js';

/** Node's Agent takes a second off what the server announces, so that nothing is left of one. */
const SHORTEST_HINT_S = 1;

/** What ended a connection, and for how many of those that ended this holds. */
export interface WhyNotReused {
  /** Null where no cause holds for more than half of them, or the client does not tell. */
  readonly cause: ReuseCause | null;
  readonly ended: number;
  /** Where the server ended them, and each after as many requests, more than one; null otherwise. */
  readonly requestsOfEach: number | null;
}

/** Why connections were not used again: only what most of them have in common is called a cause. */
export function whyEnded(facts: ConnectionFacts | null): WhyNotReused {
  if (facts === null) return { cause: null, ended: 0, requestsOfEach: null };
  return { ...commonCause(facts), requestsOfEach: requestsOfEach(facts) };
}

/** Fewer connections may be alike by chance. */
const FEWEST_ALIKE = 5;

/** How many requests each of the connections had carried that the server ended; null where they differ, or where it is one. */
export function requestsOfEach(facts: ConnectionFacts | null): number | null {
  if (facts === null) return null;
  const { ended, requestsPerConnection } = facts;
  const carried = readHistogram(requestsPerConnection);
  const byServer = ended['server-told'] + ended.server + ended.reset;
  if (carried === null || carried.count < FEWEST_ALIKE || byServer < sumOf(Object.values(ended))) return null;
  const [fewest, most] = [carried.quantileUs(0), carried.quantileUs(1)];
  return fewest === most && most > 1 ? most : null;
}

function commonCause(facts: ConnectionFacts): Pick<WhyNotReused, 'cause' | 'ended'> {
  const { ended, httpVersions, hint } = facts;
  const all = sumOf(Object.values(ended));
  const most = (count: number) => count > all / 2;
  const old = httpVersions['1.0'] ?? 0;
  if (old > 0 && old > sumOf(Object.values(httpVersions)) / 2) return { cause: 'http-1.0', ended: old };
  const byClient = ended['client-idle'] + ended['client-after-answer'];
  const announced = hint.timeoutS?.high ?? Number.POSITIVE_INFINITY;
  if (most(byClient) && announced <= SHORTEST_HINT_S) return { cause: 'short-hint', ended: byClient };
  for (const cause of ['server-told', 'server', 'reset', 'client-idle', 'client-after-answer', 'error'] as const) {
    if (most(ended[cause])) return { cause, ended: ended[cause] };
  }
  return { cause: null, ended: 0 };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
