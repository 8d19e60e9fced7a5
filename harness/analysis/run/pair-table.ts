import { targetFacts } from '../../model/workload/target-facts.js';
import { sequenceLength, type Workload } from '../../model/workload/workload.js';
import type { ValidBlock } from './blocks.js';
import { pairsOf } from './pairs.js';
import type { PairedValues } from './savings.js';
import { hasRates, slopePairs } from './slopes.js';
import { cpuUsPerRequest, elapsedMs, loopUsPerRequest } from './slot-values.js';

/** By policy. */
export type PairTable = ReadonlyMap<string, PairedValues>;

/** Every policy but the baseline, paired with it by block. */
export function pairTable(workload: Workload, blocks: readonly ValidBlock[]): PairTable {
  const { policies, baseline, load } = workload;
  const others = policies.filter((policy) => policy.name !== baseline);
  const isSequence = sequenceLength(load) !== null;
  const isService = targetFacts(workload.target).measures === 'service';
  return new Map(
    others.map(({ name }) => [
      name,
      {
        ...(isService && { loop: pairsOf(blocks, baseline, name, loopUsPerRequest) }),
        cpu: hasRates(workload)
          ? slopePairs(blocks, baseline, name, workload)
          : pairsOf(blocks, baseline, name, cpuUsPerRequest),
        time: isSequence ? pairsOf(blocks, baseline, name, elapsedMs) : null,
      },
    ]),
  );
}
