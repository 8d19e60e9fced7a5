import type { ContrastVerdict, PolicyFindings } from '../../model/findings/findings.js';
import type { MetricName } from '../../model/workload/workload.js';
import { failureShare } from '../run/losses.js';
import { surelyAbove } from '../statistics/proportions.js';

/** What an exact count is judged by, of one run. */
export type Counted = PolicyFindings;

/** A count may drift by so much where no gate says: relative to the base run, or per request if that is more. */
const TOLERANCE = 0.1;
const SLACK = 0.02;

/** Sessions are resumed less where a tenth more of the handshakes is full. */
const LESS_RESUMED = { margin: 0.1, chance: 0.001 };

/** A failure or two in a few hundred requests happen to the same code as well. */
const MORE_FAILURES = { margin: 0, chance: 0.05 };

export interface ReuseChange {
  readonly isLost: boolean;
  readonly isGained: boolean;
}

/** How an exact count of one policy moved; of `errors`, the share of failures that the objective allows. */
export function exactVerdict(
  metric: MetricName,
  base: Counted,
  head: Counted,
  reuse: ReuseChange,
  errors: number,
): ContrastVerdict {
  switch (metric) {
    // A handshake belongs to its connection, so that their number moves with the connections and is judged with them.
    case 'connectionsPerRequest':
    case 'handshakesPerRequest':
      return verdictOf(reuse.isLost, reuse.isGained);
    case 'fullHandshakesPerRequest':
      return verdictOf(resumesLess(base, head) || (reuse.isLost && fuller(base, head)), resumesLess(head, base));
    case 'lookupsPerRequest':
      return verdictOf(looksUpMore(base, head, reuse.isLost), looksUpMore(head, base, reuse.isGained));
    case 'failureShare':
      return failureVerdict(base, head, errors);
    default:
      return 'no data';
  }
}

function verdictOf(worse: boolean, better: boolean): ContrastVerdict {
  if (worse) return 'regressed';
  return better ? 'improved' : 'no change';
}

const perSent = (count: number, { requestsSent }: Counted) => (requestsSent === 0 ? 0 : count / requestsSent);
const isMore = (is: number, was: number) => is - was > Math.max(TOLERANCE * was, SLACK) + 1e-12;

function fuller(base: Counted, head: Counted): boolean {
  return isMore(perSent(head.tls.full, head), perSent(base.tls.full, base));
}

function resumesLess(base: Counted, head: Counted): boolean {
  const full = ({ tls }: Counted) => [{ count: tls.full, of: tls.full + tls.resumed }];
  return fuller(base, head) && surelyAbove(full(head), full(base), LESS_RESUMED);
}

/** More than before, and unless reuse was lost, more than the same cache would make of the connections. */
function looksUpMore(base: Counted, head: Counted, reuseIsLost: boolean): boolean {
  const [was, is] = [perSent(base.dns.lookups, base), perSent(head.dns.lookups, head)];
  const perConnection = base.connections.opened === 0 ? 1 : base.dns.lookups / base.connections.opened;
  const carried = perConnection * perSent(head.connections.opened, head);
  return isMore(is, was) && (reuseIsLost || isMore(is, carried));
}

/** A share within the objective is no regression, and beyond it one may be chance. */
function failureVerdict(base: Counted, head: Counted, errors: number): ContrastVerdict {
  const [was, is] = [failureShare(base), failureShare(head)];
  const allowed = (share: number) => Math.max(TOLERANCE * share, errors) + 1e-12;
  if (is - was > allowed(was))
    return surelyAbove(failed(head), failed(base), MORE_FAILURES) ? 'regressed' : 'inconclusive';
  return was - is > allowed(was) && surelyAbove(failed(base), failed(head), MORE_FAILURES) ? 'improved' : 'no change';
}

function failed(policy: Counted) {
  return [{ count: failureShare(policy) * policy.requests, of: policy.requests }];
}
