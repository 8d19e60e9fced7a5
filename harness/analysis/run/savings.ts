import type { ContrastVerdict, Interval, PolicyFindings, Savings } from '../../model/findings/findings.js';
import { contrastVerdict } from '../statistics/contrast.js';
import { intervalOf, mapInterval } from '../statistics/estimate.js';
import { type Pair, relativeChange, savedBy } from './pairs.js';

/** Below this many avoided connections per request, CPU per avoided connection divides by almost nothing. */
const FEWEST_AVOIDED = 0.05;

/** What of a policy is paired with the baseline, block by block. */
export interface PairedValues {
  /** CPU microseconds per request. */
  readonly cpu: readonly Pair[];
  /** Milliseconds of the whole sequence; null unless the loop is one. */
  readonly time: readonly Pair[] | null;
}

/** What `policy` saves against the baseline, per request and per second at peak. */
export function savingsOf(
  { cpu: cpuPairs, time }: PairedValues,
  baseline: PolicyFindings,
  policy: PolicyFindings,
  peakPerSecond: number,
): Savings {
  const cpu = contrastOf(cpuPairs);
  const avoided = baseline.connections.perRequest - policy.connections.perRequest;
  const perSecond = (count: (of: PolicyFindings) => number) =>
    (perSent(baseline, count(baseline)) - perSent(policy, count(policy))) * peakPerSecond;
  return {
    verdict: cpu.verdict,
    cpuUsPerRequest: cpu.saved,
    cpuPercent: cpu.percent,
    cpuUsPerConnection:
      cpu.saved === null || avoided < FEWEST_AVOIDED ? null : mapInterval(cpu.saved, (value) => value / avoided),
    connectionsPerSecond: avoided * peakPerSecond,
    lookupsPerSecond: baseline.dns.perSecondAtPeak - policy.dns.perSecondAtPeak,
    handshakesPerSecond: { full: perSecond((of) => of.tls.full), resumed: perSecond((of) => of.tls.resumed) },
    ...timeSavings(time),
  };
}

/** A count per request that was sent; 0 where none was. */
export function perSent({ requestsSent }: Pick<PolicyFindings, 'requestsSent'>, count: number): number {
  return requestsSent === 0 ? 0 : count / requestsSent;
}

function timeSavings(pairs: readonly Pair[] | null): Pick<Savings, 'sequenceTimeMs' | 'timePercent' | 'timeVerdict'> {
  if (pairs === null) return { sequenceTimeMs: null, timePercent: null, timeVerdict: null };
  const { saved, percent, verdict } = contrastOf(pairs);
  return { sequenceTimeMs: saved, timePercent: percent, timeVerdict: verdict };
}

interface PairedContrast {
  /** In the unit of the value; null without a pair, as is the percentage. */
  readonly saved: Interval | null;
  readonly percent: Interval | null;
  readonly verdict: ContrastVerdict;
}

function contrastOf(pairs: readonly Pair[]): PairedContrast {
  const saved = savedBy(pairs);
  const [change95, change90] = [relativeChange(pairs, 0.95), relativeChange(pairs, 0.9)];
  if (saved === null || change95 === null || change90 === null)
    return { saved: null, percent: null, verdict: 'no data' };
  return {
    saved: intervalOf(saved),
    percent: savedPercent(change95),
    verdict: contrastVerdict({ change95, change90, blocks: pairs.length }),
  };
}

/** A change of -0.75 is 75 % saved; the bounds change places with the sign. */
function savedPercent({ mean, low, high }: Interval): Interval {
  // Subtracted from zero, so that no change prints as 0 and not as -0.
  const percent = (change: number | null) => (change === null ? null : 0 - 100 * change);
  return { mean: 0 - 100 * mean, low: percent(high), high: percent(low) };
}
