import type { ContrastVerdict, PolicyFindings } from '../../model/findings/findings.js';
import { type MetricName, metricOf } from '../../model/workload/metrics.js';
import { failureShare } from '../run/losses.js';
import { surelyAbove } from '../statistics/proportions.js';

/** An exact count of one policy in two runs, with what it is judged by. */
export interface CountPair {
  /** The metric itself. */
  readonly from: number;
  readonly to: number;
  readonly base: PolicyFindings;
  readonly head: PolicyFindings;
  /** Whether the policy lost its reuse from the base run to the head run, or the other way round. */
  readonly isLost: boolean;
  readonly isGained: boolean;
  /** Whether a service opens more connections for each of its requests than it did, or fewer. */
  readonly opensMore: boolean;
  readonly opensLess: boolean;
  /** The share of failures that the objective allows. */
  readonly errors: number;
}

/** A count may drift by this share of the base run where no gate says, or by the slack of its row if that is more. */
const TOLERANCE = 0.1;

/** Sessions are resumed less where a tenth more of the handshakes is full. */
const LESS_RESUMED = { margin: 0.1, chance: 0.001 };

/** A failure or two in a few hundred requests happen to the same code as well. */
const MORE_FAILURES = { margin: 0, chance: 0.05 };

/** Whether a count is worse, without what explains it; a metric that has no row here is judged by its tolerance alone. */
const WORSE: Partial<Record<MetricName, (metric: MetricName, pair: CountPair) => boolean>> = {
  // A handshake belongs to its connection, so that their number moves with the connections and is judged with them.
  connectionsPerRequest: (_, { isLost, opensMore }) => isLost || opensMore,
  // A call over plain http has none to lose.
  handshakesPerRequest: (_, { from, to, isLost }) => isLost && to > from,
  fullHandshakesPerRequest: (metric, pair) => isMore(metric, pair) && (pair.isLost || resumesLess(pair)),
  lookupsPerRequest: (metric, pair) =>
    isMore(metric, pair) && (pair.isLost || pair.opensMore || looksUpMore(metric, pair)),
};

/** How an exact count of one policy moved. */
export function exactVerdict(metric: MetricName, pair: CountPair): ContrastVerdict {
  const isWorse = WORSE[metric] ?? isMore;
  if (isWorse(metric, pair)) return mayBeChance(metric, pair) ? 'inconclusive' : 'regressed';
  const back = swapped(pair);
  return isWorse(metric, back) && !mayBeChance(metric, back) ? 'improved' : 'no change';
}

function swapped({ from, to, base, head, isLost, isGained, opensMore, opensLess, errors }: CountPair): CountPair {
  const turned = { isLost: isGained, isGained: isLost, opensMore: opensLess, opensLess: opensMore };
  return { from: to, to: from, base: head, head: base, ...turned, errors };
}

function isMore(metric: MetricName, { from, to, errors }: Pick<CountPair, 'from' | 'to' | 'errors'>): boolean {
  const { slack = 0 } = metricOf(metric);
  const rounding = 1e-12;
  return to - from > Math.max(TOLERANCE * from, slack === 'slo' ? errors : slack) + rounding;
}

function resumesLess({ base, head }: CountPair): boolean {
  const full = ({ tls }: PolicyFindings) => [{ count: tls.full, of: tls.full + tls.resumed }];
  return surelyAbove(full(head), full(base), LESS_RESUMED);
}

/** More than the cache of the base run would make of the connections of the head run. */
function looksUpMore(metric: MetricName, { to, base, head, errors }: CountPair): boolean {
  const perConnection = base.connections.opened === 0 ? 1 : base.dns.lookups / base.connections.opened;
  return isMore(metric, { from: perConnection * head.connections.perRequest, to, errors });
}

function mayBeChance(metric: MetricName, { base, head }: CountPair): boolean {
  const failed = (policy: PolicyFindings) => [{ count: failureShare(policy) * policy.requests, of: policy.requests }];
  return metricOf(metric).unit === 'share' && !surelyAbove(failed(head), failed(base), MORE_FAILURES);
}
