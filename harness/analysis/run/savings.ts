import type { ContrastVerdict, Interval, PolicyFindings, Savings } from '../../model/findings/findings.js';
import { contrastVerdict, TOLERANCE } from '../statistics/contrast.js';
import { intervalOf, mapInterval } from '../statistics/estimate.js';
import { holmLevels } from '../statistics/holm.js';
import { chanceOfPairs, type Pair, relativeChange, savedBy } from './pairs.js';

/** Below this many avoided connections per request, CPU per avoided connection divides by almost nothing. */
const FEWEST_AVOIDED = 0.05;

/** What of a policy is paired with the baseline, block by block. */
export interface PairedValues {
  /** CPU microseconds per request. */
  readonly cpu: readonly Pair[];
  /** Microseconds of the event loops per request; left out where nothing looks into them. */
  readonly loop?: readonly Pair[];
  /** Milliseconds of the whole sequence; null unless the loop is one. */
  readonly time: readonly Pair[] | null;
}

/** The level of the intervals of a policy, which is above 0.95 where several are compared with the baseline. */
export interface Levels {
  readonly cpu: number;
  /** Null unless the loop is a sequence. */
  readonly time: number | null;
}

/** By policy; the claims about CPU are one family, those about times another. */
export function levelsOf(pairs: ReadonlyMap<string, PairedValues>): ReadonlyMap<string, Levels> {
  const values = [...pairs.values()];
  const cpu = holmLevels(values.map((one) => chanceOfPairs(one.cpu)));
  const time = holmLevels(values.map((one) => (one.time === null ? null : chanceOfPairs(one.time))));
  return new Map(
    [...pairs].map(([name, one], index) => [name, { cpu: cpu[index]!, time: one.time === null ? null : time[index]! }]),
  );
}

/** What `policy` saves against the baseline, per request and per second at peak. */
export function savingsOf(
  { cpu: cpuPairs, time }: PairedValues,
  levels: Levels,
  baseline: PolicyFindings,
  policy: PolicyFindings,
  peakPerSecond: number,
): Savings {
  const cpu = contrastOf(cpuPairs, levels.cpu);
  const avoided = baseline.connections.perRequest - policy.connections.perRequest;
  const perSecond = (count: (of: PolicyFindings) => number) =>
    (perSent(baseline, count(baseline)) - perSent(policy, count(policy))) * peakPerSecond;
  return {
    verdict: cpu.verdict,
    level: levels.cpu,
    cpuUsPerRequest: cpu.saved,
    cpuPercent: cpu.percent,
    cpuUsPerConnection:
      cpu.saved === null || avoided < FEWEST_AVOIDED ? null : mapInterval(cpu.saved, (value) => value / avoided),
    connectionsPerSecond: avoided * peakPerSecond,
    lookupsPerSecond: baseline.dns.perSecondAtPeak - policy.dns.perSecondAtPeak,
    handshakesPerSecond: { full: perSecond((of) => of.tls.full), resumed: perSecond((of) => of.tls.resumed) },
    ...timeSavings(time, levels.time),
  };
}

/** A count per request that was sent; 0 where none was. */
export function perSent({ requestsSent }: Pick<PolicyFindings, 'requestsSent'>, count: number): number {
  return requestsSent === 0 ? 0 : count / requestsSent;
}

function timeSavings(
  pairs: readonly Pair[] | null,
  level: number | null,
): Pick<Savings, 'sequenceTimeMs' | 'timePercent' | 'timeVerdict' | 'timeLevel'> {
  if (pairs === null || level === null)
    return { sequenceTimeMs: null, timePercent: null, timeVerdict: null, timeLevel: null };
  const { saved, percent, verdict } = contrastOf(pairs, level);
  return { sequenceTimeMs: saved, timePercent: percent, timeVerdict: verdict, timeLevel: level };
}

export interface PairedContrast {
  /** In the unit of the value; null without a pair, as is the percentage. */
  readonly saved: Interval | null;
  readonly percent: Interval | null;
  readonly verdict: ContrastVerdict;
}

/** What pairs say at a level of confidence, of changes that are as large as the tolerance. */
export function contrastOf(pairs: readonly Pair[], level: number, tolerance = TOLERANCE): PairedContrast {
  const saved = savedBy(pairs, level);
  // Two one-sided tests at 5 % each are an interval of 90 %.
  const [change, narrower] = [relativeChange(pairs, level), relativeChange(pairs, 2 * level - 1)];
  if (saved === null || change === null || narrower === null) return { saved: null, percent: null, verdict: 'no data' };
  const difference = intervalOf(saved);
  return {
    saved: difference,
    percent: savedPercent(change),
    verdict: contrastVerdict({ change, narrower, difference }, tolerance),
  };
}

/** A change of -0.75 is 75 % saved; the bounds change places with the sign. */
function savedPercent({ mean, low, high }: Interval): Interval {
  // Subtracted from zero, so that no change prints as 0 and not as -0.
  const percent = (change: number | null) => (change === null ? null : 0 - 100 * change);
  return { mean: 0 - 100 * mean, low: percent(high), high: percent(low) };
}
