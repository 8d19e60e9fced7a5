import type { Interval, PolicyFindings, Savings } from '../model/findings.js';
import type { ValidBlock } from './blocks.js';
import { contrastVerdict } from './contrast.js';
import { type BlockValue, type Estimate, estimate, intervalOf, mapInterval } from './estimate.js';
import { cpuUsPerRequest } from './policies.js';

/** Below this many avoided connections per request, CPU per avoided connection divides by almost nothing. */
const FEWEST_AVOIDED = 0.05;

const NO_INTERVAL: Interval = { mean: 0, low: null, high: null };

/** CPU microseconds per request of the baseline and of a policy, in one block. */
export interface CpuPair {
  readonly invocation: number;
  readonly baseline: number;
  readonly policy: number;
}

/** The blocks in which both policies have a CPU per request. */
export function cpuPairs(blocks: readonly ValidBlock[], baseline: string, policy: string): CpuPair[] {
  const cpuIn = (block: ValidBlock, name: string) => {
    const slot = block.slots.get(name);
    return slot === undefined ? null : cpuUsPerRequest(slot);
  };
  return blocks.flatMap((block) => {
    const pair = { baseline: cpuIn(block, baseline), policy: cpuIn(block, policy) };
    if (pair.baseline === null || pair.policy === null) return [];
    return [{ invocation: block.invocation, baseline: pair.baseline, policy: pair.policy }];
  });
}

/** CPU microseconds saved per request: paired differences; null without a pair. */
export function savedCpuUs(pairs: readonly CpuPair[]): Estimate | null {
  return estimate(pairs.map((pair) => ({ invocation: pair.invocation, value: pair.baseline - pair.policy })));
}

/** Logarithms of policy over baseline, one a block. */
export function logRatios(pairs: readonly CpuPair[]): BlockValue[] {
  return pairs.map((pair) => ({ invocation: pair.invocation, value: Math.log(pair.policy / pair.baseline) }));
}

/** What `policy` saves against the baseline, per request and per second at peak. */
export function savingsOf(
  pairs: readonly CpuPair[],
  baseline: PolicyFindings,
  policy: PolicyFindings,
  peakPerSecond: number,
): Savings {
  const saved = savedCpuUs(pairs);
  const cpu = saved === null ? NO_INTERVAL : intervalOf(saved);
  const [change95, change90] = [relativeChange(pairs, 0.95), relativeChange(pairs, 0.9)];
  const avoided = baseline.connections.perRequest - policy.connections.perRequest;
  const perSecond = (count: (of: PolicyFindings) => number) =>
    (perSent(baseline, count(baseline)) - perSent(policy, count(policy))) * peakPerSecond;
  return {
    verdict: contrastVerdict({ change95, change90, blocks: pairs.length }),
    cpuUsPerRequest: cpu,
    cpuPercent: savedPercent(change95),
    cpuUsPerConnection:
      saved === null || avoided < FEWEST_AVOIDED ? null : mapInterval(cpu, (value) => value / avoided),
    connectionsPerSecond: avoided * peakPerSecond,
    lookupsPerSecond: baseline.dns.perSecondAtPeak - policy.dns.perSecondAtPeak,
    handshakesPerSecond: { full: perSecond((of) => of.tls.full), resumed: perSecond((of) => of.tls.resumed) },
  };
}

/** A count per request that was sent; 0 where none was. */
export function perSent({ requestsSent }: PolicyFindings, count: number): number {
  return requestsSent === 0 ? 0 : count / requestsSent;
}

/** Relative change of CPU per request, 0.1 for 10 % more than the baseline. */
function relativeChange(pairs: readonly CpuPair[], level: number): Interval {
  const ratio = estimate(logRatios(pairs), level);
  return ratio === null ? NO_INTERVAL : mapInterval(intervalOf(ratio), Math.expm1);
}

/** A change of -0.75 is 75 % saved; the bounds change places with the sign. */
function savedPercent({ mean, low, high }: Interval): Interval {
  // Subtracted from zero, so that no change prints as 0 and not as -0.
  const percent = (change: number | null) => (change === null ? null : 0 - 100 * change);
  return { mean: 0 - 100 * mean, low: percent(high), high: percent(low) };
}
