import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXAMPLE_FLEET } from '../../testing/example-workload.js';
import { said, saidOfAll } from '../../testing/said.js';
import { drawnQuantile } from '../statistics/draws.js';
import type { Estimate } from '../statistics/estimate.js';
import { type CapacityQuestion, capacityOf, type PolicyDemand } from './capacity.js';
import { breakEvenPerSecond, containersFor, demandAfter, demandToday, type Needs } from './containers.js';
import { drawInputs, drawPolicy } from './draws.js';
import { SAME_SPEED } from './transfer.js';

/** Of 57 % x 20 vCPU / 2000 requests/s = 5700 us today, this saves 1700: 4000 us need 13.3 containers. */
const SAVED: Estimate = { mean: 1700, spread: { standardError: 20, degrees: 11, halfWidth: 44 } };

const TODAY: PolicyDemand = { transfer: { kind: 'none' }, level: 0.95, sockets: null };
const additive = (savedUs: Estimate): PolicyDemand => ({ ...TODAY, transfer: { kind: 'additive', savedUs } });

const ask = (saved: Estimate, changes: Partial<CapacityQuestion> = {}) =>
  capacityOf({
    fleet: EXAMPLE_FLEET,
    peakPerSecond: 2000,
    seed: 7,
    speed: SAME_SPEED,
    baseline: 'cold',
    policies: new Map([
      ['cold', TODAY],
      ['keep-alive', additive(saved)],
    ]),
    ...changes,
  });

const needing = (demandSeconds: number): Needs => ({ CPU: { demandSeconds, perContainer: 1 } });

describe('containers for a demand', () => {
  it('follow N = ceil(X D / (C U)), with no container for a rounding error', () => {
    assert.equal(containersFor(EXAMPLE_FLEET, needing(demandToday(EXAMPLE_FLEET, 1, 0.57, 2000)), 2000), 19);
    assert.equal(containersFor(EXAMPLE_FLEET, needing(0.00571), 2000), 20);
    assert.equal(containersFor(EXAMPLE_FLEET, needing(1e-9), 1), 1);
  });

  it('survive the loss of a zone', () => {
    assert.equal(containersFor({ ...EXAMPLE_FLEET, zones: 3 }, needing(0.0057), 2000), 30);
    assert.equal(containersFor({ ...EXAMPLE_FLEET, zones: 2 }, needing(0.0057), 2000), 38);
  });

  it('never fall to nothing', () => {
    assert.deepEqual(demandAfter(0.01, 0.02), { demand: 0.0001, clamped: true });
    assert.equal(demandAfter(0.01, -0.01).demand, 0.02);
  });

  it('break even where one whole container is saved', () => {
    const rate = breakEvenPerSecond(EXAMPLE_FLEET, 100e-6 / 0.6)!;
    assert.ok(Math.abs(rate - 6000) < 1e-6);
    assert.equal(breakEvenPerSecond({ ...EXAMPLE_FLEET, zones: 3 }, 100e-6 / 0.6)! > rate, true);
    assert.equal(breakEvenPerSecond(EXAMPLE_FLEET, 0), null);
  });
});

describe('capacity', () => {
  it('transfers the saving additively, not as a ratio', () => {
    const { capacity, doubts } = ask(SAVED);
    const [cold, kept] = [capacity.get('cold')!, capacity.get('keep-alive')!];
    assert.deepEqual([cold.containers.low, cold.containers.recommended, cold.containers.high], [19, 20, 20]);
    assert.deepEqual([kept.containers.low, kept.containers.recommended, kept.containers.high], [14, 14, 14]);
    assert.equal(cold.saved, null);
    assert.deepEqual([kept.saved?.low, kept.saved?.high], [5, 6]);
    assert.deepEqual(doubts, []);
  });

  it('gives a distribution that adds up to one, in rising order', () => {
    const { distribution } = ask({
      ...SAVED,
      spread: { standardError: 300, degrees: 2, halfWidth: 1290 },
    }).capacity.get('keep-alive')!.containers;
    const total = distribution.reduce((sum, row) => sum + row.share, 0);
    assert.ok(Math.abs(total - 1) < 1e-9);
    assert.deepEqual(
      distribution.map((row) => row.containers),
      distribution.map((row) => row.containers).toSorted((a, b) => a - b),
    );
    assert.ok(distribution.length > 3);
  });

  it('recommends more than most draws need when the need is near a whole container', () => {
    const near: Estimate = { mean: 1805, spread: { standardError: 60, degrees: 11, halfWidth: 132 } };
    const { recommended, distribution } = ask(near, { fleet: { ...EXAMPLE_FLEET, cpuRounding: 0 } }).capacity.get(
      'keep-alive',
    )!.containers;
    const enough = distribution.filter((row) => row.containers <= recommended).reduce((sum, row) => sum + row.share, 0);
    assert.equal(recommended, 14);
    assert.ok(enough >= 0.95);
    assert.ok(distribution.find((row) => row.containers === 13)!.share > 0.5);
  });

  it('is the same for the same seed, whatever other policies there are', () => {
    const alone = ask(SAVED).capacity.get('keep-alive');
    const policies = new Map([
      ['other', additive(SAVED)],
      ['keep-alive', additive(SAVED)],
      ['cold', TODAY],
    ]);
    assert.deepEqual(ask(SAVED, { policies }).capacity.get('keep-alive'), alone);
  });

  it('saves what the rows above it differ by, and its bounds hold that', () => {
    for (const error of [5, 40, 200, 900]) {
      const { capacity } = ask({ mean: 300, spread: { standardError: error, degrees: 2, halfWidth: 4.3 * error } });
      const [cold, kept] = [capacity.get('cold')!.containers, capacity.get('keep-alive')!];
      const saved = kept.saved!;
      assert.deepEqual(
        [cold.today, cold.recommended, kept.containers.recommended],
        [20, cold.safe, kept.containers.safe],
      );
      assert.deepEqual([saved.lean, saved.safe], [cold.lean - kept.containers.lean, cold.safe - kept.containers.safe]);
      assert.ok(saved.low <= Math.min(saved.lean, saved.safe) && Math.max(saved.lean, saved.safe) <= saved.high);
      const planned = kept.sensitivity.find((row) => row.peakPerSecond === 2000 && row.targetUtilisation === 0.6);
      assert.equal(planned?.containers, kept.containers.safe);
    }
  });

  it('leaves out a policy whose saving has no interval', () => {
    assert.deepEqual([...ask({ mean: 1700, spread: null }).capacity.keys()], ['cold']);
  });

  it('shows how the answer depends on the peak and on the utilisation', () => {
    const rows = ask(SAVED).capacity.get('keep-alive')!.sensitivity;
    assert.equal(rows.length, 9);
    assert.deepEqual(rows.find((row) => row.peakPerSecond === 2000 && row.targetUtilisation === 0.5)?.containers, 17);
    assert.deepEqual(rows.find((row) => row.peakPerSecond === 2400 && row.targetUtilisation === 0.6)?.containers, 17);
  });

  it('has a row of the plan, whatever utilisation is planned', () => {
    const { containers, sensitivity } = ask(SAVED, { fleet: { ...EXAMPLE_FLEET, target: 0.65 } }).capacity.get(
      'keep-alive',
    )!;
    const planned = sensitivity.filter((row) => row.peakPerSecond === 2000 && row.targetUtilisation === 0.65);
    assert.deepEqual(
      planned.map((row) => row.containers),
      [containers.safe],
    );
  });

  it('counts a draw once in which both CPU and event loop would fall below nothing', () => {
    const fleet = { ...EXAMPLE_FLEET, cpuRounding: 0, eventLoop: { middle: EXAMPLE_FLEET.cpu, halfWidth: 0 } };
    const question = { fleet, peakPerSecond: 2000, seed: 7, speed: SAME_SPEED };
    const { clampedShare } = drawPolicy(
      question,
      drawInputs(question),
      'keep-alive',
      additive({ ...SAVED, mean: 6000 }),
    )!;
    assert.equal(clampedShare, 1);
  });

  it('names the event loop time where it is that which would fall below nothing', () => {
    const fleet = { ...EXAMPLE_FLEET, eventLoop: { middle: 0.1, halfWidth: 0 } };
    assert.match(
      said(ask(SAVED, { fleet }).doubts[0]),
      /1,700 us saved per request, 1,000 us spent today on the event loop.*check peak, containers and eventLoop/,
    );
  });

  it('warns when no whole container is saved, with the rate that would save one', () => {
    const tiny: Estimate = { mean: 100, spread: { standardError: 5, degrees: 11, halfWidth: 11 } };
    const fleet = { ...EXAMPLE_FLEET, cpu: 0.56 };
    assert.deepEqual(saidOfAll(ask(tiny, { fleet }).doubts), [
      'keep-alive: no whole container saved at this rate; break-even at about 6,000 requests/s',
    ]);
    const loss: Estimate = { ...tiny, mean: -300 };
    assert.deepEqual(saidOfAll(ask(loss, { fleet }).doubts), ['keep-alive: no whole container saved at this rate']);
  });

  it('warns when only the ceiling makes it a whole container', () => {
    // 19.33 containers need 20, and half a container less needs 19: every draw saves one.
    const half: Estimate = { mean: 150, spread: { standardError: 0.1, degrees: 11, halfWidth: 0.2 } };
    const { doubts } = ask(half, { fleet: { ...EXAMPLE_FLEET, cpu: 0.58 } });
    assert.match(said(doubts[0]), /less than a whole container saved .* break-even at about 4,000/);
  });

  describe('where the event loop is the limit', () => {
    // 5.7 ms of an event loop today and 3 ms of CPU: a third of the CPU is saved, and a tenth of the loop.
    const share = (ratio: number, halfWidth: number) => {
      const spread = { standardError: halfWidth / 2, degrees: 11, halfWidth };
      return { kind: 'share', logRatio: { mean: Math.log(ratio), spread } } as const;
    };
    const policy: PolicyDemand = { ...TODAY, transfer: share(2 / 3, 0.01), loop: share(0.9, 0.05) };
    const fleet = { ...EXAMPLE_FLEET, cpu: 0.3, eventLoop: { middle: 0.57, halfWidth: 0 } };
    const { capacity } = ask(SAVED, {
      fleet,
      policies: new Map([
        ['cold', TODAY],
        ['keep-alive', policy],
      ]),
    });
    const kept = capacity.get('keep-alive')!;

    it('shows what its own ratio moves', () => {
      const rows = new Map(kept.tornado.map(({ input, low, high }) => [input, high.exact - low.exact]));
      assert.equal(rows.get('CPU ratio'), 0);
      assert.ok(Math.abs(rows.get('event loop ratio')! - 17.1 * (Math.exp(0.05) - Math.exp(-0.05))) < 1e-9);
      assert.equal(kept.tornado[0]!.input, 'event loop ratio');
    });

    it('breaks even by the event loop, and has the containers of CPU beside it', () => {
      // A tenth of 9.5 ms at 60 %; by the CPU it would be 600/s.
      assert.ok(Math.abs(kept.breakEvenPerSecond! - 1000 / 0.95) < 1e-6);
      assert.ok(Math.abs(kept.exact.lean - 17.1) < 0.1);
      assert.ok(Math.abs(kept.exactByCpu!.lean - 20 / 3) < 0.1);
    });
  });

  it('adds with one too many what serves one more, over zones as well', () => {
    const three = ask(SAVED, { fleet: { ...EXAMPLE_FLEET, zones: 3 } }).capacity.get('keep-alive')!;
    const { safe } = three.containers;
    const serves = (three.exact.lean * 0.6) / three.regret.tooMany.utilisation;
    assert.deepEqual([safe, three.regret.tooMany.containers, Math.round(serves)], [21, 24, 16]);
    assert.equal(ask(SAVED).capacity.get('keep-alive')!.regret.tooMany.containers, undefined);
  });

  it('leaves out a policy that saves more than the service spends, and says so', () => {
    const { doubts, capacity, exactAtPeak } = ask({ ...SAVED, mean: 6000 });
    assert.match(
      said(doubts[0]),
      /^keep-alive: no containers are computed, .*6,000 us saved per request, 5,700 us spent today/,
    );
    assert.equal(doubts.length, 1);
    assert.deepEqual([[...capacity.keys()], [...exactAtPeak.keys()]], [['cold'], ['cold']]);
  });
});

describe('the quantile of draws', () => {
  it('is a draw that at least the share does not exceed', () => {
    const draws = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.equal(drawnQuantile(draws, 0.95), 95);
    assert.equal(drawnQuantile(draws, 0), 1);
    assert.equal(drawnQuantile(draws, 1), 100);
  });
});
