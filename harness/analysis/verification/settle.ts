import type { Findings } from '../../model/findings/findings.js';
import type {
  Claim,
  Kept,
  Prediction,
  Score,
  Settled,
  SettledStatus,
  Verification,
} from '../../model/findings/verification.js';
import { mistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { sortBlocks } from '../run/blocks.js';
import { type BlockValue, estimate } from '../statistics/estimate.js';
import { cpuLogs, cpuRatioLogs } from './cpu-logs.js';
import { scoreOf } from './widening.js';

/** An error of so much matters to nobody who plans containers. */
const TOLERANCE = 0.1;
const BROKEN: readonly string[] = ['invalid', 'incomplete', 'target-lost', 'replayer-lost', 'failed'];

/** Holds a prediction against a run that was made after it; `past` are the verifications before, the last one last. */
export function settle(prediction: Prediction, run: Run, findings: Findings, past: readonly Score[]): Verification {
  if (Date.parse(run.startedAt) < Date.parse(prediction.madeAt))
    throw mistake('the run is older than the prediction', 'only what was measured after it settles it');
  const { status, reasons } = findings.verdict;
  const invalid = BROKEN.includes(status) ? (reasons[0]?.code ?? status) : null;
  const settled = invalid === null ? prediction.claims.map((claim) => settledBy(claim, run, findings)) : [];
  const told = settled.filter(({ measured }) => measured !== null);
  return {
    kind: 'verification',
    schemaVersion: 1,
    by: 'run',
    prediction,
    startedAt: run.startedAt,
    status: invalid === null ? worst(told.map((one) => one.status)) : 'invalid',
    invalid,
    settled,
    score: scoreOf([...past, scoreOfOne(settled)]),
  };
}

/** Of the claims that were settled. */
export function scoreOfOne(settled: readonly Settled[]): Score {
  const told = settled.filter(({ measured }) => measured !== null);
  return { held: told.filter(({ status }) => status === 'confirmed').length, of: told.length };
}

/** What is kept of a verification. */
export function keptOf(settled: readonly Settled[]): Kept {
  const stretches = settled.flatMap(({ claim: { what, value, high }, measured }) => {
    const half = Math.log(high / value);
    const isOfCpu = what === 'CPU per request' || what === 'CPU against the baseline';
    return isOfCpu && measured !== null && measured > 0 && half > 0
      ? [Math.abs(Math.log(measured / value)) / half]
      : [];
  });
  return { ...scoreOfOne(settled), stretches };
}

/** One claim against one number. */
export function verdictOn({ value, low, high }: Claim, measured: number): SettledStatus {
  if (measured >= low && measured <= high) return 'confirmed';
  return value > 0 && Math.abs(measured / value - 1) <= TOLERANCE ? 'outside' : 'refuted';
}

function settledBy(claim: Claim, run: Run, findings: Findings): Settled {
  const measured = measuredOf(claim, run, findings);
  if (measured === null) return { claim, measured, error: null, status: 'invalid' };
  const error = claim.value === 0 ? null : measured / claim.value - 1;
  return { claim, measured, error, status: verdictOn(claim, measured) };
}

/** The same mean of the new run that the claim is of. */
function measuredOf({ policy, what }: Claim, run: Run, { policies }: Findings): number | null {
  const { valid } = sortBlocks(run);
  const { workload } = run.plan;
  const exponential = (logs: readonly BlockValue[]) => {
    const found = estimate(logs);
    return found === null ? null : Math.exp(found.mean);
  };
  switch (what) {
    case 'CPU per request':
      return exponential(cpuLogs(valid, policy, workload));
    case 'CPU against the baseline':
      return exponential(cpuRatioLogs(valid, policy, workload));
    case 'containers':
      // Of a fleet, which no run here has.
      return null;
    case 'connections per request': {
      const found = policies[policy];
      return found === undefined || found.requests === 0 ? null : found.connections.perRequest;
    }
  }
}

const ORDER: readonly SettledStatus[] = ['refuted', 'outside', 'invalid', 'confirmed'];

/** What a verification comes to. */
export function worst(statuses: readonly SettledStatus[]): SettledStatus {
  return ORDER.find((one) => statuses.includes(one)) ?? 'invalid';
}
