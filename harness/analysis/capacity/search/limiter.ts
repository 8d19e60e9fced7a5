import type { Limiter, RateAnswer, Trial } from '../../../model/findings/rate-search.js';

/**
 * What bounds the rate: what most of the trials at the lowest rate that did not hold ran into; where every rate held, what
 * was nearest to it at the highest one. Null without a trial that tells.
 */
export function limiterOf(trials: readonly Trial[], { low, high, failedSoaks }: RateAnswer): Limiter | null {
  const at = failedSoaks.toSorted((a, b) => a - b)[0] ?? high?.perSecond ?? low?.perSecond;
  const verdict = high === null && failedSoaks.length === 0 ? 'held' : (high?.because ?? 'failed');
  const wanted = failedSoaks.length > 0 ? 'failed' : verdict;
  const met = trials.filter((trial) => trial.perSecond === at && trial.verdict === wanted);
  const limiters = met.flatMap(({ limiter }) => limiter ?? []);
  const times = (kind: Limiter['kind']) => limiters.filter((one) => one.kind === kind).length;
  return limiters.toSorted((a, b) => times(b.kind) - times(a.kind))[0] ?? null;
}
