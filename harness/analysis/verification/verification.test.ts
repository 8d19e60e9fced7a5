import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderVerification } from '../../../reports/index.js';
import type { SlotRecord } from '../../model/run/run.js';
import { exampleRun } from '../../testing/example-run.js';
import { exampleServiceRun } from '../../testing/example-service.js';
import { COLD, EXAMPLE_FLEET, KEEP_ALIVE } from '../../testing/example-workload.js';
import { saidOfAll } from '../../testing/said.js';
import { draws } from '../../testing/whole.js';
import { analyse } from '../run/findings.js';
import { predict } from './predict.js';
import { keptOf, settle, verdictOn } from './settle.js';
import { scoreOf, wideningOf } from './widening.js';

const NOW = new Date('2025-02-01T00:00:00.000Z');
const NOISE = { processNoise: 0.03, slotNoise: 0.05 };
const predictionOf = (noiseSeed: number, rateFactor = 1) => {
  const run = exampleRun({ ...NOISE, noiseSeed });
  return predict(run, analyse(run), { rateFactor, seed: 9, now: NOW });
};
const after = (changes = {}) => exampleRun({ ...NOISE, startedAt: '2025-02-01T00:01:00.000Z', ...changes });
const settledBy = (run: ReturnType<typeof after>, seed = 1) => settle(predictionOf(seed), run, analyse(run), []);

/** Every second request makes one call less. */
function withHalfOfOneCall(slot: SlotRecord): SlotRecord {
  const { service } = slot;
  const [[name, use] = []] = Object.entries(service?.calls ?? {});
  if (service === undefined || name === undefined || slot.arm !== 'cold') return slot;
  const [requests, connections] = [use!.requests, use!.connections].map((count) => Math.round(count * 0.5));
  const half = { ...use!, requests: requests!, connections: connections! };
  return { ...slot, service: { ...service, calls: { ...service.calls, [name]: half } } };
}

describe('a prediction', () => {
  it('has a value, its interval, a time and a hash, of CPU and of connections', () => {
    const { claims, madeAt, sha256, rateFactor } = predictionOf(1, 1.6);
    assert.deepEqual([madeAt, rateFactor, sha256.length], [NOW.toISOString(), 1.6, 64]);
    assert.deepEqual(
      claims.map(({ policy, what }) => `${policy}: ${what}`),
      [
        'cold: CPU per request',
        'cold: connections per request',
        'keep-alive: CPU per request',
        'keep-alive: CPU against the baseline',
        'keep-alive: connections per request',
      ],
    );
    for (const { value, low, high } of claims) assert.ok(low <= value && value <= high);
  });

  it('allows a pool as many connections for a tenth of the requests', () => {
    const ofPool = predictionOf(1, 0.1).claims.find(
      ({ policy, what }) => policy === 'keep-alive' && what === 'connections per request',
    )!;
    assert.ok(ofPool.value > 0);
    assert.equal(verdictOn(ofPool, ofPool.value * 10), 'confirmed');
  });

  it('holds what it is of where a service opens a connection for each of several calls', () => {
    const run = exampleServiceRun();
    const { claims } = predict(run, analyse(run), { rateFactor: 1.6, seed: 9, now: NOW });
    const cold = claims.find(({ policy, what }) => policy === 'cold' && what === 'connections per request')!;
    assert.deepEqual([cold.value, verdictOn(cold, cold.value), verdictOn(cold, 3)], [2, 'confirmed', 'refuted']);
  });

  it('allows for another mixture of requests that open one connection and requests that open two', () => {
    const service = exampleServiceRun();
    const run = { ...service, slots: service.slots.map(withHalfOfOneCall) };
    const { claims } = predict(run, analyse(run), { rateFactor: 1.6, seed: 9, now: NOW });
    const { value, low } = claims.find(({ policy, what }) => policy === 'cold' && what === 'connections per request')!;
    const requests = run.slots
      .filter(({ arm }) => arm === 'cold')
      .reduce((sum, { service }) => sum + service!.requests, 0);
    // Half of the requests open one and half of them two: the standard error of both runs is this, by its definition.
    const error = Math.sqrt((0.25 / requests) * (1 + 1 / 1.6));
    assert.ok(value - low > 1.96 * error && value - low < 0.01 + 4 * error, `${value} ${low} ${error}`);
  });

  it('is wider than the interval of the mean, because the new run has an error of its own', () => {
    const run = exampleRun({ ...NOISE, noiseSeed: 3 });
    const findings = analyse(run);
    const { low, high } = predict(run, findings, { rateFactor: 1, seed: 9, now: NOW }).claims[0]!;
    const mean = findings.policies.cold!.cpuUsPerRequest;
    assert.ok(Math.log(high / low) > 1.4 * Math.log(mean.high! / mean.low!), `${low} ${high} ${JSON.stringify(mean)}`);
  });

  it('expects less CPU for a request at a higher rate, and of a ratio no change but a wider one', () => {
    const [same, higher] = [predictionOf(1).claims, predictionOf(1, 1.6).claims];
    for (const [index, { what, value, low, high }] of higher.entries()) {
      const before = same[index]!;
      const isWider = high / low > before.high / before.low;
      if (what === 'connections per request') assert.equal(value, before.value);
      else
        assert.deepEqual(
          [isWider, (value / before.value).toFixed(3)],
          [true, what === 'CPU per request' ? '0.910' : '1.000'],
        );
    }
  });

  it('holds in about 95 % of simulated runs', (t) => {
    let [held, of] = [0, 0];
    for (let seed = 1; seed <= draws(40, 100); seed += 1) {
      const { score } = settledBy(after({ noiseSeed: 1000 + seed, histograms: false }), seed);
      held += score.held;
      of += score.of;
    }
    t.diagnostic(`${held} of ${of}`);
    assert.ok(held / of > 0.93 && held / of < 1, `${held} of ${of}`);
  });
});

describe('a verification', () => {
  it('is confirmed, outside or refuted', () => {
    const claim = { policy: 'cold', what: 'CPU per request', value: 100, low: 98, high: 102 } as const;
    assert.deepEqual(
      [101, 105, 111, 89].map((measured) => verdictOn(claim, measured)),
      ['confirmed', 'outside', 'refuted', 'refuted'],
    );
  });

  it('refutes a run that costs something else, with a signed error', () => {
    const { status, settled } = settledBy(after({ policies: [{ ...COLD, cpuUsPerRequest: 1200 }, KEEP_ALIVE] }));
    assert.equal(status, 'refuted');
    const cold = settled.find(({ claim }) => claim.policy === 'cold' && claim.what === 'CPU per request')!;
    assert.ok(Math.abs(cold.error! - 0.5) < 0.15, `${cold.error}`);
    const lost = settledBy(after({ policies: [COLD, { ...KEEP_ALIVE, connectionsPerRequest: 0.4 }] }));
    assert.equal(lost.settled.at(-1)!.status, 'refuted');
  });

  it('takes no run that is older than the prediction, and none that is invalid', () => {
    assert.throws(() => settledBy(after({ startedAt: '2025-01-31T23:59:59.000Z' })), /older than the prediction/);
    const interrupted = settledBy(after({ outcome: { kind: 'interrupted' } }));
    assert.deepEqual([interrupted.status, interrupted.settled.length, interrupted.score.of], ['invalid', 0, 0]);
    assert.match(renderVerification(interrupted, 'text'), /^nothing settled: the run is no basis/);
  });

  it('keeps a score of the last twenty', () => {
    const past = Array.from({ length: 30 }, (_, n) => ({ held: n < 20 ? 0 : 5, of: 5, stretches: [] }));
    assert.deepEqual(scoreOf(past), { held: 50, of: 100 });
  });

  it('widens the intervals of containers where fewer than nine in ten held, and says so', () => {
    const held = Array.from({ length: 10 }, () => ({ held: 5, of: 5, stretches: [0.2, 0.5, 0.9] }));
    const drifted = Array.from({ length: 10 }, () => ({ held: 3, of: 5, stretches: [0.5, 1.4, 2] }));
    assert.deepEqual([wideningOf(held), wideningOf(drifted), wideningOf(drifted.slice(0, 2))], [1, 2, 1]);
    const run = exampleRun({ ...NOISE, fleet: EXAMPLE_FLEET });
    const width = (past: typeof held) => {
      const { low, high } = analyse(run, past).capacity['keep-alive']!.exact;
      return high - low;
    };
    assert.equal(width(held), width([]));
    assert.ok(width(drifted) > 1.2 * width([]), `${width(drifted)} ${width([])}`);
    const saidOf = (past: typeof held) =>
      saidOfAll(analyse(run, past).doubts).find((one) => one.includes('of the last'));
    assert.match(saidOf(held)!, /of the last 50 claims that runs of this workload made of others 50 held \(100 %\)$/);
    assert.match(saidOf(drifted)!, /30 held \(60 %\): the containers' intervals are widened 2 times/);
  });

  it('keeps how far off each claim about CPU was, in half-widths', () => {
    const claim = { policy: 'cold', what: 'CPU per request', value: 100, low: 100 / 1.1, high: 110 } as const;
    const kept = keptOf([
      { claim, measured: 121, error: 0.21, status: 'refuted' },
      { claim: { ...claim, what: 'connections per request' }, measured: 1, error: 0, status: 'confirmed' },
    ]);
    assert.deepEqual([kept.held, kept.of, kept.stretches.map((one) => one.toFixed(6))], [1, 2, ['2.000000']]);
  });

  it('is a case for CI that errs where nothing was settled, and not a suite without cases', () => {
    const interrupted = settledBy(after({ outcome: { kind: 'interrupted' } }));
    assert.match(renderVerification(interrupted, 'junit'), /tests="1" failures="0" errors="1"[\s\S]*no basis/);
  });

  it('is written in every format', () => {
    const verification = settledBy(after());
    const text = renderVerification(verification, 'text');
    assert.match(text, /^(confirmed|outside)/);
    assert.match(text, /of the last 5 claims \d held/);
    assert.match(text, /it says nothing of production/);
    assert.ok(text.split('\n').every((line) => line.length <= 80));
    assert.deepEqual(JSON.parse(renderVerification(verification, 'json')).prediction, verification.prediction);
    assert.match(renderVerification(verification, 'markdown'), /\| keep-alive \| connections per request \|/);
    assert.match(renderVerification(verification, 'junit'), /testsuite name="example" tests="5"/);
    assert.match(renderVerification(verification, 'html'), /CPU against the baseline/);
  });
});
