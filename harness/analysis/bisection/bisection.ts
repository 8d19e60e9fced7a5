/** What one step of the way was found to be; one that cannot be measured is neither. */
export type Probed = 'good' | 'bad' | 'skipped';

export interface Bisected {
  /** The first that is known to be bad. */
  readonly firstBad: number;
  /** The last that is known to be good; -1 is the one before the first. */
  readonly lastGood: number;
  /** Those in between, which cannot be measured: the first bad one may be any of them. */
  readonly skipped: readonly number[];
}

/**
 * The first bad one of `count` steps, the last of which is bad and what comes before the first good. Each is probed at most
 * once, the one in the middle first, and beside it where that cannot be measured.
 */
export async function bisect(count: number, probe: (index: number) => Promise<Probed>): Promise<Bisected> {
  const skipped = new Set<number>();
  let [lastGood, firstBad] = [-1, count - 1];
  for (;;) {
    const next = nearestTo((lastGood + firstBad) / 2, lastGood, firstBad, skipped);
    if (next === null) break;
    const found = await probe(next);
    if (found === 'good') lastGood = next;
    else if (found === 'bad') firstBad = next;
    else skipped.add(next);
  }
  const between = [...skipped].filter((one) => one > lastGood && one < firstBad).toSorted((a, b) => a - b);
  return { firstBad, lastGood, skipped: between };
}

function nearestTo(middle: number, after: number, before: number, skipped: ReadonlySet<number>): number | null {
  const open = Array.from({ length: Math.max(0, before - after - 1) }, (_, index) => after + 1 + index).filter(
    (one) => !skipped.has(one),
  );
  return open.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? null;
}
