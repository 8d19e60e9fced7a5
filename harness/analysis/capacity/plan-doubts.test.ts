import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Calibration } from '../../model/workload/calibration.js';
import type { PeakSource } from '../../model/workload/peak.js';
import { exampleRun } from '../../testing/example-run.js';
import { COLD, EXAMPLE_FLEET, KEEP_ALIVE } from '../../testing/example-workload.js';
import { saidOfAll } from '../../testing/said.js';
import { analyse } from '../run/findings.js';
import { peakDoubts } from './plan-doubts.js';
import { SAME_SPEED, speedOf } from './transfer.js';

const calibration = (mean: number, halfWidth = 0): Calibration => ({
  schemaVersion: 1,
  measuredAt: '2026-03-01T00:00:00.000Z',
  node: 'v20.20.2',
  cpu: 'Example CPU',
  cores: 2,
  connectionUs: { mean, halfWidth, rounds: 10 },
  requestUs: { mean: 100, halfWidth: 1, rounds: 10 },
});

/** 600 us saved per request here, 3.42 ms spent per request there. */
function calibrated(there: Calibration | undefined, here: Calibration | undefined) {
  const run = exampleRun({ fleet: { ...EXAMPLE_FLEET, ...(there && { calibration: there }) } });
  return analyse({ ...run, environment: { ...run.environment, ...(here && { calibration: here }) } });
}

describe('the speed of the fleet', () => {
  it('is the first doubt of a client in a loop where nobody told it', () => {
    const { doubts, trust } = calibrated(undefined, undefined);
    assert.equal(doubts[0]?.code, 'not-calibrated');
    assert.equal(trust.level, 'medium');
    assert.match(saidOfAll(doubts)[0]!, /Example CPU.*holdline calibrate --json.*fleet\.calibration/);
    // Known there and not here it is as good as unknown.
    assert.equal(calibrated(calibration(1000), undefined).doubts[0]?.code, 'not-calibrated');
  });

  it('multiplies what is saved', () => {
    const saved = (there: number, here: number) =>
      calibrated(calibration(there), calibration(here)).capacity['keep-alive']!.saved!.lean;
    // 5.7 ms are spent per request: 600 us of them are 2 of 19 containers, and 1,800 us are 6.
    assert.deepEqual([saved(1000, 1000), saved(3000, 1000), saved(500, 1000)], [2, 6, 1]);
    const { doubts } = calibrated(calibration(3000), calibration(1000));
    assert.equal(
      doubts.some(({ code }) => code === 'not-calibrated'),
      false,
    );
    assert.ok(saidOfAll(doubts).some((one) => /costs the fleet 3 times what it costs here/.test(one)));
  });

  it('is no surer than both measurements', () => {
    assert.deepEqual(speedOf(calibration(2000, 60), calibration(1000, 40)), { middle: 2, low: 1.9, high: 2.1 });
    assert.deepEqual(speedOf(undefined, calibration(1000)), SAME_SPEED);
    const rows = calibrated(calibration(2000, 600), calibration(1000, 10)).capacity['keep-alive']!.tornado;
    assert.equal(rows[0]?.input, 'calibration');
  });
});

describe('a peak that was counted', () => {
  const { workload } = exampleRun().plan;
  const source: PeakSource = {
    format: 'csv',
    file: 'requests.csv',
    sha256: '',
    take: 'max',
    growth: 1,
    bucketMs: 60_000,
    buckets: 20_160,
    missing: 0,
    percentiles: [],
  };
  const said = (changes: Partial<PeakSource>, peakPerSecond = 50) =>
    saidOfAll(peakDoubts({ ...workload, peakPerSecond, peakSource: { ...source, ...changes } }));

  it('says how wide its buckets are, and what they hide', () => {
    assert.deepEqual(said({}).length, 1);
    assert.match(said({})[0]!, /the most of 20,160 buckets of 1 min, .* of 50\/s .* about 70\.2/);
    assert.doesNotMatch(said({ bucketMs: 1000, buckets: 2_000_000 })[0]!, /bursts/);
  });

  it('says what lies above it, what is missing, and how long it was', () => {
    assert.match(said({ take: 'p95' })[0]!, /the 95th percentile of the buckets: 72 minutes of a day/);
    assert.match(said({ missing: 10 })[0]!, /0\.05 % of the 20,170 buckets/);
    assert.match(said({ buckets: 60 })[0]!, /from 60 minutes/);
    assert.deepEqual(peakDoubts(workload), []);
  });
});

describe('a ceiling', () => {
  it('that is passed at the safe count is a caution, and the first limit', () => {
    // 1.14 vCPU / 3,000 requests/s = 380 us per request, of which 100 us are saved: two containers, 471 ports/s each.
    const policies = [
      { ...COLD, cpuUsPerRequest: 300 },
      { ...KEEP_ALIVE, cpuUsPerRequest: 200 },
    ];
    const { doubts, capacity } = analyse(
      exampleRun({ fleet: { ...EXAMPLE_FLEET, containers: 2 }, peakPerSecond: 3000, policies }),
    );
    assert.equal(capacity.cold!.containers.safe, 2);
    assert.equal(capacity.cold!.limits[0]!.name, 'ports');
    assert.equal(capacity['keep-alive']!.limits[0]!.name, 'CPU');
    const over = doubts.flatMap((doubt) =>
      doubt.code === 'ceiling-over' ? [[doubt.policy, doubt.figures.ceiling]] : [],
    );
    assert.deepEqual(over, [
      ['cold', 'ephemeral ports'],
      ['cold', 'resolver packets'],
      ['cold', 'lookup pool'],
    ]);
  });
});
