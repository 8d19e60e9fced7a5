import type { Compared, ComparisonRow } from '../../model/findings/comparison.js';
import type { RunVerdict } from '../../model/findings/findings.js';
import type { Accepted } from '../../model/run/interleaved.js';
import { metricOf } from '../../model/workload/metrics.js';
import { covers } from './acceptance.js';
import { isBroken, isLate, isOfCounts, stateOf } from './broken.js';
import { andMore, perRequest, words } from './conclusion-words.js';

/** Two runs of which one is no basis for a comparison. */
interface Sides {
  readonly base: RunVerdict;
  readonly head: RunVerdict;
  readonly interleaved: boolean;
  /** What is worse, and accepted. */
  readonly accepted: readonly Accepted[];
}

/**
 * What the head run's own limits say where one of the runs is no basis for a comparison; null where they say nothing.
 * A limit needs no base run, and one on a count no clock; of runs that were saved apart, times are not judged.
 */
export function overOwnGate(sides: Sides): Pick<Compared, 'status' | 'headline'> | null {
  const { base, head, interleaved, accepted } = sides;
  if (!isOfCounts(head) && (!isBroken(base) || head.status !== 'fail')) return null;
  const isAccepted = (policy: string | null, metric: ComparisonRow['metric']) =>
    policy !== null && accepted.some((one) => covers(one, { policy, metric }));
  const failed = head.reasons.flatMap((one) => {
    if (one.code !== 'gate-over' || isAccepted(one.policy, one.figures.metric)) return [];
    return interleaved || metricOf(one.figures.metric).exact ? [one] : [];
  });
  const [first, ...others] = failed;
  if (first === undefined) return null;
  const { metric, call, value, max } = first.figures;
  const to = call === undefined ? '' : ` to ${call}`;
  const is = `${words(metric)} of ${first.policy}${to} is ${perRequest(value)} (max ${max})`;
  return { status: 'fail', headline: `gate failed: ${is}${andMore(others.length)}; ${whyNoMore(sides)}` };
}

function whyNoMore({ base, head }: Sides): string {
  if (isOfCounts(head)) return 'the head run was too late for more';
  return `the base run ${isLate(base) ? 'was too late' : stateOf(base)}, and nothing else is compared`;
}
