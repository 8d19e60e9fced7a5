import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Kept } from '../../model/findings/verification.js';
import { scoreOf, wideningOf } from './widening.js';

/** How often what runs of the workload predicted was so; none where nothing was verified. */
export function scoreDoubts(past: readonly Kept[]): Doubt[] {
  const { held, of } = scoreOf(past);
  if (of === 0) return [];
  const widening = wideningOf(past);
  return [(widening === 1 ? note : caution)('own-score', null, { held, of, widening })];
}
