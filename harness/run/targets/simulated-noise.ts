import { deriveSeed, normal, seededRandom } from '../../model/random.js';
import type { BlockId } from '../../model/run/run.js';
import type { SimulatedTarget } from '../../model/workload/workload.js';

/** How much of the machine's speed in one block is still there in the next: slow noise, as shared machines show it. */
const DRIFT_MEMORY = 0.85;

/**
 * The speed of a simulated machine in one slot, as a factor of CPU time around 1: a drift that all policies of a block
 * share (first-order autoregressive over the blocks of an invocation), times noise of the slot's own.
 */
export function simulatedCpuFactor(
  target: SimulatedTarget,
  seed: number,
  { invocation, block }: BlockId,
  policy: string,
): number {
  const drift = seededRandom(deriveSeed(seed, 'drift', invocation));
  let level = normal(drift);
  for (let index = 0; index < block; index += 1) {
    level = DRIFT_MEMORY * level + Math.sqrt(1 - DRIFT_MEMORY ** 2) * normal(drift);
  }
  const own = normal(seededRandom(deriveSeed(seed, 'noise', invocation, block, policy)));
  return Math.exp(target.driftNoise * level + target.slotNoise * own);
}
