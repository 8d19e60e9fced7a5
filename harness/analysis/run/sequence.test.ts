import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveSeed, normal, seededRandom } from '../../model/random.js';
import type { SlotRecord } from '../../model/run/run.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { COLD, examplePolicy } from '../../testing/example-workload.js';
import { said } from '../../testing/said.js';
import { analyse } from './findings.js';

const COLD_MS = 26_594;
const WARM_MS = 9864;
const SAVED_PERCENT = 100 * (1 - WARM_MS / COLD_MS);

/** Both slots of a block are slower or faster together; each has a noise of its own besides. */
const timed =
  (drift: number, noise: number, warmMs = WARM_MS) =>
  (slot: SlotRecord): SlotRecord => {
    const random = seededRandom(deriveSeed(slot.invocation, slot.block, slot.arm));
    const shared = drift * normal(seededRandom(deriveSeed(slot.invocation, slot.block)));
    const factor = Math.exp(shared + noise * normal(random));
    return { ...slot, elapsedMs: (slot.arm === 'cold' ? COLD_MS : warmMs) * factor };
  };

const findings = (options: ExampleOptions = {}) =>
  analyse(exampleRun({ sequence: 100, histograms: false, edit: timed(0, 0), ...options }));
const saved = (options: ExampleOptions = {}) => findings(options).savings['keep-alive']!;

const close = (actual: number | null | undefined, expected: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-6, `${actual} is not ${expected}`);

describe('the time of a sequence', () => {
  it('is exact without noise', () => {
    const { policies, savings, sequenceLength } = findings();
    assert.equal(sequenceLength, 100);
    for (const bound of Object.values(policies.cold!.sequenceTimeMs!)) close(bound, COLD_MS);
    for (const bound of Object.values(savings['keep-alive']!.sequenceTimeMs!)) close(bound, COLD_MS - WARM_MS);
    for (const bound of Object.values(savings['keep-alive']!.timePercent!)) close(bound, SAVED_PERCENT);
    assert.equal(savings['keep-alive']!.timeVerdict, 'improved');
  });

  it('does not see noise that both slots of a block share', () => {
    const { timePercent } = saved({ edit: timed(0.3, 0) });
    close(timePercent?.low, SAVED_PERCENT);
    close(timePercent?.high, SAVED_PERCENT);
  });

  it('keeps the truth in its interval under noise', () => {
    const { timePercent } = saved({ edit: timed(0.2, 0.05) });
    assert.ok(timePercent!.low! < SAVED_PERCENT && SAVED_PERCENT < timePercent!.high!, JSON.stringify(timePercent));
    const { mean, low, high } = findings({ edit: timed(0.2, 0.05) }).policies.cold!.sequenceTimeMs!;
    assert.ok(low! < mean && mean < high!);
  });

  it('is negative for a policy that takes longer', () => {
    const { timePercent, timeVerdict } = saved({ edit: timed(0, 0, COLD_MS * 1.2) });
    close(timePercent?.mean, -20);
    assert.equal(timeVerdict, 'regressed');
  });

  it('has no verdict below six blocks, and no bounds with one', () => {
    assert.equal(saved({ invocations: 1, blocks: 5 }).timeVerdict, 'no data');
    const single = saved({ invocations: 1, blocks: 1 }).timePercent;
    assert.deepEqual([single?.low, single?.high], [null, null]);
  });

  it('survives a policy without a completed request', () => {
    const { policies, savings } = findings({ policies: [COLD, examplePolicy('keep-alive', { failureShare: 1 })] });
    assert.equal(policies['keep-alive']!.sequenceTimeMs, null);
    assert.deepEqual([savings['keep-alive']!.sequenceTimeMs, savings['keep-alive']!.timePercent], [null, null]);
    assert.equal(savings['keep-alive']!.timeVerdict, 'no data');
  });

  it('is null where the load is no sequence', () => {
    const { policies, savings, sequenceLength } = findings({ sequence: null });
    const { timePercent, timeVerdict, sequenceTimeMs } = savings['keep-alive']!;
    assert.deepEqual(
      [sequenceLength, policies.cold!.sequenceTimeMs, sequenceTimeMs, timePercent, timeVerdict],
      [null, null, null, null, null],
    );
  });
});

describe('the verdict on a sequence', () => {
  const NO_CPU_SAVED = [COLD, examplePolicy('keep-alive', { cpuUsPerRequest: COLD.cpuUsPerRequest })];

  it('is that of its time, whatever its CPU', () => {
    const noisy = { policies: NO_CPU_SAVED, slotNoise: 0.2 };
    assert.equal(saved(noisy).verdict, 'inconclusive');
    assert.equal(findings(noisy).verdict.status, 'pass');
  });

  it('is inconclusive where its time is, with the invocations that would tell', () => {
    const { status, reasons } = findings({ edit: timed(0, 0.08, COLD_MS) }).verdict;
    assert.equal(status, 'inconclusive');
    assert.match(
      said(reasons[0]),
      /the time saved lies between .* which may be none: run \d+ invocations of 4 blocks, about \d+ (min|s)$/,
    );
    assert.match(said(findings({ invocations: 1, blocks: 2 }).verdict.reasons[0]), /whether it saves time/);
  });
});
