import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normal, seededRandom } from '../../model/random.js';
import { type Pair, relativeChange } from './pairs.js';

describe('the relative change of pairs', () => {
  it('finds a constant ratio under any drift, without width', () => {
    const pairs = [100, 140, 90, 200].map((baseline, invocation) => ({
      invocation,
      baseline,
      policy: baseline * 0.25,
    }));
    const { mean, low, high } = relativeChange(pairs, 0.95)!;
    for (const bound of [mean, low!, high!]) assert.ok(Math.abs(bound + 0.75) < 1e-9, `${bound}`);
    assert.equal(relativeChange([], 0.95), null);
  });

  it('covers the truth in 93.5 to 96.5 % of 2000 simulated experiments', (t) => {
    const random = seededRandom(11);
    // A drift that both of a block share, and 12 % of noise of their own.
    const experiment = (): Pair[] =>
      Array.from({ length: 8 }, (_, invocation) => {
        const drift = Math.exp(0.3 * normal(random));
        const slot = () => drift * Math.exp(0.12 * normal(random));
        return { invocation, baseline: slot(), policy: 0.25 * slot() };
      });
    const covered = Array.from({ length: 2000 }, () => {
      const { low, high } = relativeChange(experiment(), 0.95)!;
      return low! <= -0.75 && -0.75 <= high!;
    }).filter(Boolean).length;
    t.diagnostic(`covered ${covered} of 2000`);
    assert.ok(covered >= 1870 && covered <= 1930, `covered ${covered} of 2000`);
  });
});
