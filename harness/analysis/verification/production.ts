import type { Findings } from '../../model/findings/findings.js';
import type { Production, Seen } from '../../model/findings/production.js';
import type { Claim, Settled, Verification } from '../../model/findings/verification.js';
import { scoreOfOne, verdictOn, worst } from './settle.js';

/**
 * Holds what a run promised of a policy against what happened: CPU per request after over before, the containers that the
 * planned utilisation needs at the planned peak, and new connections per request. Empty of what was not seen.
 */
export function settleProduction(findings: Findings, policy: string, { before, after }: Production): Settled[] {
  const { capacity, policies, baseline, peakPerSecond, question } = findings;
  const [today, planned] = [capacity[baseline], capacity[policy]];
  const { fleet } = question;
  if (fleet === null || today === undefined || planned === undefined) return [];
  const grown = (after.requestsPerSecond ?? 1) / (before.requestsPerSecond ?? 1);
  const cpuRatio = (after.containers * after.cpu) / (before.containers * before.cpu) / grown;
  // Where the event loop or a pool's sockets make the count, it is not CPU's.
  const exact = { before: today.exactByCpu ?? today.exact, after: planned.exactByCpu ?? planned.exact };
  const claims: (Settled | null)[] = [
    settled(
      {
        policy,
        what: 'CPU against the baseline',
        value: exact.after.lean / exact.before.lean,
        low: exact.after.low / exact.before.high,
        high: exact.after.high / exact.before.low,
      },
      cpuRatio,
    ),
    settled(
      {
        policy,
        what: 'containers',
        value: planned.containers.safe,
        low: planned.containers.low,
        high: planned.containers.high,
      },
      containersNeeded(after, fleet.target, peakPerSecond),
    ),
    connectionsClaim(policies[policy]!.connections.perRequest, policy, after),
  ];
  return claims.filter((one) => one !== null);
}

/** At the planned utilisation and peak, from what ran at another one. */
function containersNeeded({ containers, cpu, requestsPerSecond }: Seen, target: number, peakPerSecond: number): number {
  const grown = requestsPerSecond === null ? 1 : peakPerSecond / requestsPerSecond;
  return Math.ceil((containers * cpu * grown) / target - 1e-9);
}

function connectionsClaim(perRequest: number, policy: string, seen: Seen): Settled | null {
  const { connectionsPerSecond, requestsPerSecond } = seen;
  if (connectionsPerSecond === null || requestsPerSecond === null) return null;
  const claim = {
    policy,
    what: 'connections per request',
    value: perRequest,
    low: 0,
    high: 2 * perRequest + 0.02,
  } as const;
  return settled(claim, connectionsPerSecond / requestsPerSecond);
}

function settled(claim: Claim, measured: number): Settled {
  return {
    claim,
    measured,
    error: claim.value === 0 ? null : measured / claim.value - 1,
    status: verdictOn(claim, measured),
  };
}

/** The same as a verification, of which the run is the prediction. */
export function productionVerification(findings: Findings, policy: string, seen: Production, now: Date): Verification {
  const settledClaims = settleProduction(findings, policy, seen);
  const { name, sha256 } = findings.workload;
  return {
    kind: 'verification',
    schemaVersion: 1,
    by: 'production',
    prediction: {
      kind: 'prediction',
      schemaVersion: 1,
      workload: name,
      workloadSha256: sha256,
      madeAt: findings.startedAt,
      rateFactor: 1,
      seed: findings.question.load.seed,
      claims: settledClaims.map(({ claim }) => claim),
      sha256,
    },
    startedAt: now.toISOString(),
    status: settledClaims.length === 0 ? 'invalid' : worst(settledClaims.map(({ status }) => status)),
    invalid: settledClaims.length === 0 ? `no containers were computed of ${policy}` : null,
    settled: settledClaims,
    score: scoreOfOne(settledClaims),
  };
}
