import { createHash } from 'node:crypto';
import type { Findings } from '../../model/findings/findings.js';
import type { Claim, Prediction } from '../../model/findings/verification.js';
import type { Run } from '../../model/run/run.js';
import type { Workload } from '../../model/workload/workload.js';
import { slotsOf, sortBlocks, type ValidBlock } from '../run/blocks.js';
import { hasRates } from '../run/slopes.js';
import { countedOf } from '../service/outbound.js';
import { type BlockValue, estimate, invocationMeans } from '../statistics/estimate.js';
import { estimateShare } from '../statistics/proportions.js';
import { deviationOf } from '../statistics/statistics.js';
import { studentTQuantile } from '../statistics/student-t.js';
import { cpuLogs, cpuRatioLogs } from './cpu-logs.js';

/** What a pool opens depends on how requests happen to overlap. */
const POOL_SLACK = 0.02;
/** Connections per request that may be missing, or there twice, where each request opens its own. */
const SPARE = 0.005;

/** A value is as the rate to the power of this, at the middle and as far to both sides. */
interface Exponent {
  readonly middle: number;
  readonly half: number;
}

/**
 * A core that was idle is cold, and a request costs less where more of them come: measured from 33 to 133 requests a second, to
 * the power of -0.2 (`docs/method.md`). Elsewhere it may be none or twice that, which one rate cannot tell; of a ratio most of
 * it cancels.
 */
const OF_CPU: Exponent = { middle: -0.2, half: 0.2 };
const OF_RATIO: Exponent = { middle: 0, half: 0.1 };

/**
 * What a run says of another one at a rate and a seed of its own, with as many invocations. Of one rate CPU per request is
 * expected to fall a little as the rate rises; connections do not depend on it where each request opens one. Empty of CPU
 * below two invocations.
 */
export function predict(run: Run, findings: Findings, to: { rateFactor: number; seed: number; now: Date }): Prediction {
  const { workload } = run.plan;
  const blocks = sortBlocks(run).valid;
  const claims = workload.policies.flatMap(({ name }) => [
    ...cpuClaims(blocks, name, workload, to.rateFactor),
    ...connectionClaims(blocks, findings, name, to.rateFactor),
  ]);
  const body = {
    kind: 'prediction',
    schemaVersion: 1,
    workload: workload.name,
    workloadSha256: run.plan.workloadSha256,
    madeAt: to.now.toISOString(),
    rateFactor: to.rateFactor,
    seed: to.seed,
    claims,
  } as const;
  return { ...body, sha256: createHash('sha256').update(JSON.stringify(body)).digest('hex') };
}

function cpuClaims(blocks: readonly ValidBlock[], policy: string, workload: Workload, rateFactor: number): Claim[] {
  const { design, load } = workload;
  // The slope over several rates is of all rates, and a closed loop has none.
  const isOfOneRate = load.kind !== 'closed' && !hasRates(workload);
  const to = { invocations: design.invocations, logFactor: isOfOneRate ? Math.log(rateFactor) : 0 };
  return [
    ...logClaim('CPU per request', policy, cpuLogs(blocks, policy, workload), { ...to, exponent: OF_CPU }),
    ...logClaim('CPU against the baseline', policy, cpuRatioLogs(blocks, policy, workload), {
      ...to,
      exponent: OF_RATIO,
    }),
  ];
}

interface To {
  readonly invocations: number;
  /** The logarithm of how many times the rate is. */
  readonly logFactor: number;
  readonly exponent: Exponent;
}

/**
 * Where the mean of so many new invocations falls: t s sqrt(1/n + 1/m) on the scale of logarithms, and in quadrature what the
 * rate may change.
 */
function logClaim(what: Claim['what'], policy: string, logs: readonly BlockValue[], to: To): Claim[] {
  const means = invocationMeans(logs);
  if (means.length < 2) return [];
  const middle = estimate(logs)!.mean + to.exponent.middle * to.logFactor;
  const ofRuns =
    studentTQuantile(0.975, means.length - 1) *
    deviationOf(means) *
    Math.sqrt(1 / means.length + 1 / Math.max(1, to.invocations));
  const half = Math.hypot(ofRuns, to.exponent.half * to.logFactor);
  return [{ policy, what, value: Math.exp(middle), low: Math.exp(middle - half), high: Math.exp(middle + half) }];
}

function connectionClaims(
  blocks: readonly ValidBlock[],
  { policies }: Findings,
  policy: string,
  rateFactor: number,
): Claim[] {
  const { connections, requests, requestsSent } = policies[policy]!;
  if (requests === 0) return [];
  const { perRequest, scaling } = connections;
  const what = 'connections per request';
  // Each request has its own, or of a service one for each call; the odd one that fails before it has one is no contradiction.
  if (scaling === 'per request') {
    const half = SPARE + mixOf(blocks, policy, rateFactor);
    return [
      { policy, what, value: perRequest, low: Math.max(0, perRequest - half), high: Math.max(1, perRequest + half) },
    ];
  }
  // A pool opens as many as requests overlap, over a number of requests that grows with the rate: of fewer each has more of them.
  const most = perRequest * Math.max(2, rateFactor, 1 / rateFactor) + POOL_SLACK;
  // And no more than all of them, or all calls, open one each.
  const all = (connections.opened + connections.reusedRequests) / Math.max(1, requestsSent);
  return [{ policy, what, value: perRequest, low: 0, high: Math.min(most, Math.max(all, perRequest + POOL_SLACK)) }];
}

/** Requests that make one call and requests that make two are drawn again, in another mixture. */
function mixOf(blocks: readonly ValidBlock[], policy: string, rateFactor: number): number {
  const slots = slotsOf(blocks, policy).map((slot) => {
    const { opened, requestsSent } = countedOf([slot], slot.tally);
    return { count: opened, of: requestsSent };
  });
  const { variance, degrees } = estimateShare(slots);
  return studentTQuantile(0.975, degrees) * Math.sqrt(variance * (1 + 1 / rateFactor));
}
