import type { Workload } from '../../model/workload/workload.js';
import type { ValidBlock } from '../run/blocks.js';
import { logRatios, pairsOf } from '../run/pairs.js';
import { hasRates, slopePairs, slopesOf } from '../run/slopes.js';
import { cpuUsPerRequest, valuesByBlock } from '../run/slot-values.js';
import type { BlockValue } from '../statistics/estimate.js';

/**
 * What is promised of CPU per request, and settled: the logarithm in each slot, or of several rates that of the slope in each
 * invocation, without what the process takes at no rate at all.
 */
export function cpuLogs(blocks: readonly ValidBlock[], policy: string, workload: Workload): BlockValue[] {
  const values = hasRates(workload)
    ? slopesOf(blocks, policy, workload)
    : valuesByBlock(blocks, policy, cpuUsPerRequest);
  return values.map((one) => ({ ...one, value: Math.log(one.value) }));
}

/** The same against the baseline. */
export function cpuRatioLogs(blocks: readonly ValidBlock[], policy: string, workload: Workload): BlockValue[] {
  const { baseline } = workload;
  if (policy === baseline) return [];
  return logRatios(
    hasRates(workload)
      ? slopePairs(blocks, baseline, policy, workload)
      : pairsOf(blocks, baseline, policy, cpuUsPerRequest),
  );
}
