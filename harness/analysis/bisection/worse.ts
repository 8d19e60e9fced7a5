import type { Comparison } from '../../model/findings/comparison.js';

/** What of a comparison's exact counts is worse, each as one name: a policy's reuse, that of one of its calls, a metric. */
export function worseCounts(comparison: Comparison): ReadonlySet<string> {
  if (comparison.kind === 'incomparable' || comparison.status !== 'fail') return new Set();
  const lost = comparison.lostReuse.flatMap(({ policy, call, isAllowed }) =>
    isAllowed ? [] : [`reuse of ${policy}${call === undefined ? '' : ` to ${call}`}`],
  );
  const rows = comparison.rows.filter(
    ({ kind, verdict, gate }) => kind === 'exact' && (verdict === 'regressed' || gate?.status === 'fail'),
  );
  return new Set([...lost, ...rows.map(({ policy, metric }) => `${metric} of ${policy}`)]);
}

/** Whether a comparison is worse in anything that another one is worse in. */
export function isWorseAlike(comparison: Comparison, like: ReadonlySet<string>): boolean {
  return [...worseCounts(comparison)].some((one) => like.has(one));
}
