import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Savings } from '../../model/findings/findings.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { COLD, examplePolicy } from '../../testing/example-workload.js';
import { analyse } from './findings.js';

const savings = (options: ExampleOptions = {}): Savings =>
  analyse(exampleRun({ histograms: false, ...options })).savings['keep-alive']!;

const close = (actual: number | null | undefined, expected: number, within = 1e-6) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= within, `${actual} is not ${expected}`);

describe('savings', () => {
  it('are exact without noise', () => {
    const found = savings();
    assert.equal(found.verdict, 'improved');
    for (const bound of Object.values(found.cpuUsPerRequest!)) close(bound, 600);
    for (const bound of Object.values(found.cpuPercent!)) close(bound, 75);
    close(found.cpuUsPerConnection?.mean, 600 / 0.99);
    close(found.connectionsPerSecond, 1980);
    close(found.lookupsPerSecond, 1980);
    close(found.handshakesPerSecond.full + found.handshakesPerSecond.resumed, 1980);
  });

  it('do not see noise that both slots of a block share', () => {
    const { cpuPercent } = savings({ driftNoise: 0.3 });
    close(cpuPercent?.low, 75);
    close(cpuPercent?.high, 75);
  });

  it('keep the truth in their intervals under noise', () => {
    const { mean, low, high } = savings({ slotNoise: 0.12, driftNoise: 0.1 }).cpuPercent!;
    assert.ok(low! < 75 && 75 < high!);
    assert.ok(low! < mean && mean < high!);
  });

  it('are negative for a policy that costs more', () => {
    const found = savings({ policies: [COLD, examplePolicy('keep-alive', { cpuUsPerRequest: 1000 })] });
    assert.equal(found.verdict, 'regressed');
    close(found.cpuUsPerRequest?.mean, -200);
    close(found.cpuPercent?.mean, -25);
  });

  it('do not divide by connections that were not avoided', () => {
    const half = examplePolicy('keep-alive', { connectionsPerRequest: 0.96 });
    assert.equal(savings({ policies: [COLD, half] }).cpuUsPerConnection, null);
  });

  it('have no verdict and no bounds in one invocation, however many blocks it has', () => {
    const single = savings({ invocations: 1, blocks: 12 });
    assert.deepEqual([single.verdict, single.cpuUsPerRequest?.low, single.cpuPercent?.high], ['no data', null, null]);
    assert.equal(savings({ invocations: 2, blocks: 2 }).verdict, 'improved');
  });

  it('have wider intervals where several policies are compared', () => {
    const others = ['keep-alive', 'b', 'c'].map((name) => examplePolicy(name));
    const found = (policies = others) => savings({ policies: [COLD, ...policies], slotNoise: 0.1 });
    assert.equal(found(others.slice(0, 1)).level, 0.95);
    assert.ok(found().level >= 0.95 && found().verdict === 'improved');
    const levels = Object.values(
      analyse(exampleRun({ policies: [COLD, ...others], slotNoise: 0.1, histograms: false })).savings,
    ).map(({ level }) => Number((1 - level).toFixed(4)));
    assert.deepEqual(levels.toSorted(), [0.0167, 0.025, 0.05]);
  });

  it('are left out where nothing was measured', () => {
    const { savings: none, policies } = analyse(exampleRun({ edit: () => null }));
    assert.deepEqual([none, policies['keep-alive']?.requests], [{}, 0]);
  });

  it('survive a policy without a completed request', () => {
    const dead = examplePolicy('keep-alive', { failureShare: 1 });
    const found = savings({ policies: [COLD, dead] });
    assert.equal(found.verdict, 'no data');
    assert.deepEqual([found.cpuUsPerRequest, found.cpuPercent], [null, null]);
  });
});
