import { type FailureCause, MOST_CAUSES, OTHER_CAUSES } from '../model/run/tally.js';

/** Adds up causes of the same kind and code; the most frequent keep their code, and the others are summed by kind. */
export function mergeCauses(causes: readonly (readonly FailureCause[])[]): FailureCause[] {
  const sums = sumByCode(causes.flat());
  const named = sums.filter(({ code }) => code !== OTHER_CAUSES).sort(moreFrequent);
  const rare = named.slice(MOST_CAUSES).map((cause) => ({ ...cause, code: OTHER_CAUSES }));
  const others = sumByCode([...sums.filter(({ code }) => code === OTHER_CAUSES), ...rare]);
  return [...named.slice(0, MOST_CAUSES), ...others].sort(moreFrequent);
}

function sumByCode(causes: readonly FailureCause[]): FailureCause[] {
  const sums = new Map<string, FailureCause>();
  for (const cause of causes) {
    const key = `${cause.kind} ${cause.code}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? cause : { ...known, count: known.count + cause.count });
  }
  return [...sums.values()];
}

function moreFrequent(a: FailureCause, b: FailureCause): number {
  return b.count - a.count;
}
