import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrialResult, TrialVerdict } from '../../model/findings/rate-search.js';
import { seededRandom } from '../../model/random.js';
import { answerOf, leftMsOf, nextStep, type SearchSettings } from './search.js';

const SETTINGS: SearchSettings = {
  fromPerSecond: 100,
  mostPerSecond: 100_000,
  leastPerSecond: 1,
  width: 0.04,
  trialMs: 5000,
  soakMs: 33_000,
  budgetMs: 3_600_000,
};
const MOST_TRIALS = 80;

type Responds = (perSecond: number, phase: TrialResult['phase']) => TrialVerdict;

/** A search on something that answers by a rule; its busiest resource is as busy as its knee says. */
function search(responds: Responds, settings: Partial<SearchSettings> = {}, knee: number | null = null) {
  const all = { ...SETTINGS, ...settings };
  const trials: TrialResult[] = [];
  for (;;) {
    const step = nextStep(all, trials);
    if (step.kind === 'end') return { ...answerOf(trials, step.ended), trials };
    assert.ok(trials.length < MOST_TRIALS, `${trials.length} trials and no end`);
    const { phase, perSecond } = step;
    const busy = knee === null ? null : Math.min(1, perSecond / knee);
    const tookMs = phase === 'soak' ? all.soakMs : all.trialMs;
    trials.push({ phase, perSecond, busy, tookMs, verdict: responds(perSecond, phase) });
  }
}

const below =
  (knee: number): Responds =>
  (perSecond) =>
    perSecond <= knee ? 'held' : 'failed';

describe('a search for the highest rate', () => {
  it('finds a knee within 5 %, wherever it lies and wherever it begins', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 400; round += 1) {
      const knee = 2 * 10 ** (4.5 * random());
      const fromPerSecond = 10 ** (4.5 * random());
      const isBusy = random() < 0.5;
      const { low, high, sustained, ended, trials } = search(below(knee), { fromPerSecond }, isBusy ? knee : null);
      const said = `knee ${knee}, from ${fromPerSecond}: ${low?.perSecond} to ${high?.perSecond}, ${trials.length} trials`;
      assert.equal(ended, 'found', said);
      assert.ok(low!.perSecond <= knee && low!.perSecond > knee * 0.95, said);
      assert.ok(high!.perSecond > knee && high!.perSecond < knee * 1.05, said);
      assert.deepEqual([low!.held, sustained], [3, low!.perSecond], said);
    }
  });

  it('needs some twenty trials for a knee at twenty times the first rate', () => {
    assert.ok(search(below(2000), {}, 2000).trials.length <= 24);
    assert.ok(search(below(2000)).trials.length <= 24);
  });

  it('says where all that is allowed holds, and where nothing does', () => {
    const all = search(() => 'held', { mostPerSecond: 1000 });
    assert.deepEqual(
      [all.ended, all.low, all.high, all.sustained],
      ['beyond', { perSecond: 1000, held: 3 }, null, 1000],
    );
    const nothing = search(() => 'failed');
    assert.deepEqual([nothing.ended, nothing.low, nothing.sustained], ['below', null, null]);
    assert.equal(nothing.high!.perSecond, 1);
  });

  it('goes down from a first rate that fails', () => {
    const { low, high } = search(below(30));
    assert.ok(low!.perSecond <= 30 && low!.perSecond > 28.5);
    assert.ok(high!.perSecond > 30 && high!.perSecond < 31.5);
  });

  it('tries a rate of the ramp again that failed once, and forgives it', () => {
    let failures = 0;
    const { low } = search((perSecond) => {
      if (perSecond === 100 && failures === 0) {
        failures += 1;
        return 'failed';
      }
      return below(1000)(perSecond, 'ramp');
    });
    assert.ok(low!.perSecond > 950, `${low?.perSecond}`);
  });

  it('finds, where trials are drawn, a rate that a fresh trial mostly holds', () => {
    const random = seededRandom(3);
    const chance = (perSecond: number) => 1 / (1 + Math.exp(40 * (perSecond / 1000 - 1)));
    const found = Array.from({ length: 300 }, () => {
      const noisy: Responds = (perSecond) => (random() < chance(perSecond) ? 'held' : 'failed');
      return search(noisy).sustained;
    }).filter((one) => one !== null);
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    assert.ok(found.length > 290, `${found.length} of 300 were confirmed`);
    assert.ok(Math.abs(mean(found) - 925) < 25, `${mean(found)}`);
    assert.ok(mean(found.map(chance)) > 0.85, `a fresh trial holds in ${mean(found.map(chance))}`);
  });

  it('takes what was undecided twice for a bound of the generator, and no failure', () => {
    const { low, high, ended } = search((perSecond) => (perSecond <= 700 ? 'held' : 'undecided'));
    assert.equal(ended, 'found');
    assert.deepEqual([high!.because, low!.perSecond > 665], ['undecided', true]);
    let once = true;
    const moment = search((perSecond) => {
      const isFirst = once && perSecond > 300;
      if (isFirst) once = false;
      return isFirst ? 'undecided' : below(1000)(perSecond, 'ramp');
    });
    assert.deepEqual([moment.high!.because, moment.low!.perSecond > 950], ['failed', true]);
  });

  it('steps down where a rate does not hold at length, and says so', () => {
    const responds: Responds = (perSecond, phase) => (perSecond <= (phase === 'soak' ? 900 : 1000) ? 'held' : 'failed');
    const { sustained, failedSoaks, low } = search(responds);
    assert.ok(low!.perSecond > 950 && sustained! <= 900 && sustained! > 850);
    assert.ok(failedSoaks.length >= 1 && failedSoaks.every((one) => one > 900));
    const never = search((perSecond, phase) => (phase === 'soak' ? 'failed' : below(1000)(perSecond, phase)));
    assert.deepEqual([never.sustained, never.failedSoaks.length], [null, 4]);
  });

  it('keeps to its budget, and spends the end of it on what it has', () => {
    for (const budgetMs of [4000, 20_000, 60_000, 90_000, 200_000]) {
      const { trials, ended, low, high, sustained } = search(below(1000), { budgetMs });
      assert.ok(trials.reduce((sum, { tookMs }) => sum + tookMs, 0) <= budgetMs, `${budgetMs}`);
      if (ended === 'found') continue;
      assert.equal(ended, 'budget');
      if (low !== null) assert.ok(low.perSecond <= 1000 && (high === null || high.perSecond > 1000));
      if (budgetMs === 60_000) assert.equal(sustained, low!.perSecond);
    }
    assert.equal(search(below(1000), { budgetMs: 4000 }).trials.length, 0);
  });

  it('is as good as its trials so far when it is stopped', () => {
    const { trials } = search(below(1000));
    for (let count = 0; count < trials.length; count += 1) {
      const { low, high } = answerOf(trials.slice(0, count), 'interrupted');
      assert.ok(low === null || low.perSecond <= 1000);
      assert.ok(high === null || high.perSecond > 1000);
      assert.ok(leftMsOf(SETTINGS, trials.slice(0, count)) > 0);
    }
  });
});
