import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Findings } from '../../model/findings/findings.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { COLD, EXAMPLE_FLEET, examplePolicy, KEEP_ALIVE } from '../../testing/example-workload.js';
import { draws } from '../../testing/whole.js';
import { analyse } from './findings.js';

/** Fails on what JSON cannot say: it would turn NaN and Infinity into null, and drop undefined. */
function assertPlain(value: unknown, path: string): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${path} is ${value}`);
  assert.notEqual(value, undefined, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) assertPlain(inner, `${path}.${key}`);
}

const GATES = [{ metric: 'connectionsPerRequest', policy: 'keep-alive', max: 0.05, tolerance: null } as const];

describe('findings', () => {
  const hard: Readonly<Record<string, ExampleOptions>> = {
    'a plain run': { fleet: EXAMPLE_FLEET, gates: GATES },
    'noise and zones': { fleet: { ...EXAMPLE_FLEET, zones: 3 }, slotNoise: 0.5, driftNoise: 0.3 },
    'no slot at all': { edit: () => null, fleet: EXAMPLE_FLEET, gates: GATES },
    'one block': { invocations: 1, blocks: 1, fleet: EXAMPLE_FLEET },
    'two invocations of one block': { invocations: 2, blocks: 1, slotNoise: 0.3, fleet: EXAMPLE_FLEET },
    'a policy that fails every request': { policies: [COLD, examplePolicy('keep-alive', { failureShare: 1 })] },
    'a CPU clock that stands still': { policies: [COLD, examplePolicy('keep-alive', { cpuUsPerRequest: 0 })] },
    'an idle fleet': { fleet: { ...EXAMPLE_FLEET, cpu: 0.004 } },
    'no connection': { policies: [COLD, examplePolicy('keep-alive', { connectionsPerRequest: 0 })] },
    'a single policy': { policies: [COLD] },
    'requests that were never sent': {
      edit: (slot) => ({ ...slot, tally: { ...slot.tally, sent: 0, completed: 0 } }),
      fleet: EXAMPLE_FLEET,
    },
  };
  for (const [name, options] of Object.entries(hard)) {
    it(`hold only finite numbers for ${name}`, () => {
      const findings = analyse(exampleRun(options));
      assertPlain(findings, 'findings');
      assert.deepEqual(JSON.parse(JSON.stringify(findings)), findings);
    });
  }

  it('are the same for the same run', () => {
    const options = { slotNoise: 0.1, fleet: EXAMPLE_FLEET };
    assert.deepEqual(analyse(exampleRun(options)), analyse(exampleRun(options)));
  });

  it('say where they come from', () => {
    const findings = analyse(exampleRun());
    assert.equal(findings.workload.name, 'example');
    assert.equal(findings.offeredPerSecond, 200);
    assert.equal(findings.harnessCpuUsPerRequest, 21);
    assert.equal(analyse({ ...exampleRun(), harnessCpuUsPerRequest: [] }).harnessCpuUsPerRequest, null);
  });
});

describe('experiments without a difference', () => {
  const PAIR = [examplePolicy('cold'), examplePolicy('keep-alive')];

  const verdicts = (count: number, firstSeed: number, policies = PAIR): Findings['savings'][string]['verdict'][] =>
    Array.from({ length: count }, (_, index) => {
      const noise = { slotNoise: 0.12, driftNoise: 0.1, noiseSeed: firstSeed + index };
      const run = exampleRun({ ...noise, policies, requestsPerSlot: 100, histograms: false });
      return analyse(run).savings['keep-alive']!.verdict;
    });

  const claimed = (list: readonly string[]) =>
    list.filter((verdict) => !['inconclusive', 'no change', 'no data'].includes(verdict)).length;

  for (const [count, seed] of [
    [30, 1000],
    [500, 5000],
  ] as const) {
    it(`are claimed to differ in at most 5 % of ${count}`, (t) => {
      const false_ = claimed(verdicts(count, seed));
      t.diagnostic(
        `${false_} of ${count} A/A experiments claimed a difference (${((100 * false_) / count).toFixed(1)} %)`,
      );
      assert.ok(false_ <= 0.05 * count, `${false_} of ${count}`);
    });
  }

  it('are told from experiments with one', (t) => {
    const halved = [examplePolicy('cold', { cpuUsPerRequest: 400 }), KEEP_ALIVE];
    const count = draws(60, 200);
    const improved = verdicts(count, 9000, halved).filter((verdict) => verdict === 'improved').length;
    t.diagnostic(`${improved} of ${count} experiments with half of the CPU were called improved`);
    assert.ok(improved >= 0.95 * count, `${improved} of ${count}`);
  });
});
