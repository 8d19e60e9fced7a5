import { createHash } from 'node:crypto';
import type { Findings } from '../../model/findings/findings.js';
import type { Claim, Prediction } from '../../model/findings/verification.js';
import type { Run } from '../../model/run/run.js';
import type { Workload } from '../../model/workload/workload.js';
import { sortBlocks, type ValidBlock } from '../run/blocks.js';
import { type BlockValue, estimate, invocationMeans } from '../statistics/estimate.js';
import { deviationOf } from '../statistics/statistics.js';
import { studentTQuantile } from '../statistics/student-t.js';
import { cpuLogs, cpuRatioLogs } from './cpu-logs.js';

/** What a pool opens depends on how requests happen to overlap. */
const POOL_SLACK = 0.02;
/** Connections per request that may be missing, or there twice, where each request opens its own. */
const SPARE = 0.005;

/**
 * What a run says of another one at a rate and a seed of its own, with as many invocations: CPU per request does not depend
 * on the rate, nor do connections where each request opens one. Empty of CPU below two invocations.
 */
export function predict(run: Run, findings: Findings, to: { rateFactor: number; seed: number; now: Date }): Prediction {
  const { workload } = run.plan;
  const blocks = sortBlocks(run).valid;
  const claims = workload.policies.flatMap(({ name }) => [
    ...cpuClaims(blocks, name, workload),
    ...connectionClaims(findings, name, to.rateFactor),
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

function cpuClaims(blocks: readonly ValidBlock[], policy: string, workload: Workload): Claim[] {
  const { invocations } = workload.design;
  return [
    ...logClaim('CPU per request', policy, cpuLogs(blocks, policy, workload), invocations),
    ...logClaim('CPU against the baseline', policy, cpuRatioLogs(blocks, policy, workload), invocations),
  ];
}

/** Where the mean of so many new invocations falls: t s sqrt(1/n + 1/m) on the scale of logarithms. */
function logClaim(what: Claim['what'], policy: string, logs: readonly BlockValue[], invocations: number): Claim[] {
  const means = invocationMeans(logs);
  if (means.length < 2) return [];
  const { mean } = estimate(logs)!;
  const half =
    studentTQuantile(0.975, means.length - 1) *
    deviationOf(means) *
    Math.sqrt(1 / means.length + 1 / Math.max(1, invocations));
  return [{ policy, what, value: Math.exp(mean), low: Math.exp(mean - half), high: Math.exp(mean + half) }];
}

function connectionClaims({ policies }: Findings, policy: string, rateFactor: number): Claim[] {
  const { connections, requests } = policies[policy]!;
  if (requests === 0) return [];
  const { perRequest, scaling } = connections;
  const what = 'connections per request';
  // Each request has its own, or of a service one for each call; the odd one that fails before it has one is no contradiction.
  if (scaling === 'per request')
    return [{ policy, what, value: perRequest, low: perRequest - SPARE, high: Math.max(1, perRequest + SPARE) }];
  // A pool opens as many as requests overlap, over a number of requests that grows with the rate.
  const most = perRequest * Math.max(2, rateFactor) + POOL_SLACK;
  return [{ policy, what, value: perRequest, low: 0, high: most }];
}
