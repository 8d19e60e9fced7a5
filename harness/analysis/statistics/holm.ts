/** How sure a claim about one contrast must be, over all that are looked at. */
const ALPHA = 0.05;

/**
 * The level of each interval so that all claims together are wrong in at most 5 % of runs: Holm's steps (1979).
 * The surest contrast of n is held against 5 % / n, the next one against 5 % / (n - 1); from the first that claims nothing
 * on, all keep its level. Levels stand in the order of the chances; null is a contrast without an interval.
 */
export function holmLevels(chances: readonly (number | null)[]): number[] {
  const levels = chances.map(() => 1 - ALPHA);
  const surestFirst = chances
    .map((chance, index) => ({ chance: chance ?? 1, index }))
    .sort((a, b) => a.chance - b.chance);
  let steps = 0;
  let stopped = false;
  for (const { chance, index } of surestFirst) {
    const alpha = ALPHA / (chances.length - steps);
    levels[index] = 1 - alpha;
    stopped ||= chance >= alpha;
    if (!stopped) steps += 1;
  }
  return levels;
}
