import type { Kept, Score } from '../../model/findings/verification.js';
import { quantilesOf } from '../statistics/draws.js';

/** The score is of the last predictions. */
const REMEMBERED = 20;

/** Of the last predictions, all their claims together. */
export function scoreOf(scores: readonly Score[]): Score {
  return scores
    .slice(-REMEMBERED)
    .reduce((sum, one) => ({ held: sum.held + one.held, of: sum.of + one.of }), { held: 0, of: 0 });
}

/** Below this share of held claims, intervals were too narrow; of fewer claims chance is the better explanation. */
const FEWEST_HELD = 0.9;
const FEWEST_CLAIMS = 20;

/** By how much intervals are widened so that 95 % of the last claims would have held; 1 where they held well enough. */
export function wideningOf(past: readonly Kept[]): number {
  const { held, of } = scoreOf(past);
  const stretches = past.slice(-REMEMBERED).flatMap((one) => one.stretches);
  if (of < FEWEST_CLAIMS || held >= FEWEST_HELD * of || stretches.length === 0) return 1;
  return Math.max(1, quantilesOf(stretches)(0.95));
}
