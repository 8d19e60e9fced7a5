import type { ReuseCause } from '../../model/findings/doubt-figures.js';
import type { ConnectionFacts } from '../../model/run/connection-facts.js';

/** Node's Agent takes a second off what the server announces, so that nothing is left of one. */
const SHORTEST_HINT_S = 1;

/** What ended a connection, and for how many of those that ended this holds. */
export interface WhyNotReused {
  /** Null where no cause holds for more than half of them, or the client does not tell. */
  readonly cause: ReuseCause | null;
  readonly ended: number;
}

/** Why connections were not used again: only what most of them have in common is called a cause. */
export function whyEnded(facts: ConnectionFacts | null): WhyNotReused {
  if (facts === null) return { cause: null, ended: 0 };
  const { ended, httpVersions, hint } = facts;
  const all = sumOf(Object.values(ended));
  const most = (count: number) => count > all / 2;
  const old = httpVersions['1.0'] ?? 0;
  if (old > 0 && old > sumOf(Object.values(httpVersions)) / 2) return { cause: 'http-1.0', ended: old };
  const byClient = ended['client-idle'] + ended['client-after-answer'];
  const announced = hint.timeoutS?.high ?? Number.POSITIVE_INFINITY;
  if (most(byClient) && announced <= SHORTEST_HINT_S) return { cause: 'short-hint', ended: byClient };
  for (const cause of ['server-told', 'server', 'reset', 'client-idle', 'client-after-answer'] as const) {
    if (most(ended[cause])) return { cause, ended: ended[cause] };
  }
  return { cause: null, ended: 0 };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
