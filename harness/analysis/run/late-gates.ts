import type { GateResult } from '../../model/findings/findings.js';
import { metricOf } from '../../model/workload/metrics.js';
import type { Workload } from '../../model/workload/workload.js';
import { slotsOf, type ValidBlock } from './blocks.js';
import { evaluateGates } from './gates.js';
import type { Measured } from './metric-readers.js';

/**
 * The gates of a run whose times are not believed: those on counts are judged from all blocks that were counted, others not.
 * `measured` is of those blocks. What was late overlaps, and a pool opens a connection for each request that is in flight
 * at the same time: a count that is over its limit by no more than those is not judged either.
 */
export function lateGates(measured: Measured, blocks: readonly ValidBlock[], workload: Workload): GateResult[] {
  return evaluateGates(measured, workload).map((gate) => {
    const { metric, policy, max, value, status } = gate;
    const { exact, unit } = metricOf(metric);
    // Requests that failed may have failed for the lateness.
    if (!exact || unit !== 'per-request') return { ...gate, value: null, status: 'not judged' };
    if (status !== 'fail' || value === null) return gate;
    return value - overlapOf(measured, blocks, gate) > max || isCold(workload, policy)
      ? gate
      : { ...gate, status: 'not judged' };
  });
}

/** The connections that may have been opened for requests which overlapped, for each request of the policy or the call. */
function overlapOf(
  { policies, services }: Measured,
  blocks: readonly ValidBlock[],
  { policy, call }: GateResult,
): number {
  const inFlight = slotsOf(blocks, policy).map(({ tally }) => tally.mostInFlight ?? tally.planned);
  const most = inFlight.reduce((sum, one) => sum + one, 0);
  const called = services?.[policy]?.calls.find(({ name }) => name === call);
  const requests = called?.requests ?? policies[policy]?.requestsSent ?? 0;
  return requests === 0 ? 0 : (most * Math.max(1, called?.perInbound ?? 1)) / requests;
}

/** A policy that keeps no connection opens one for each request, however they overlap. */
function isCold({ policies }: Workload, policy: string): boolean {
  const found = policies.find(({ name }) => name === policy);
  return (found?.service === undefined ? found?.keepAlive : found.service.keepAlive) === false;
}
