import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ContrastVerdict } from '../../model/findings/findings.js';
import { normal, type Random, seededRandom } from '../../model/random.js';
import type { Fleet } from '../../model/workload/workload.js';
import { exampleRun } from '../../testing/example-run.js';
import { EXAMPLE_FLEET, examplePolicy } from '../../testing/example-workload.js';
import { analyse } from './findings.js';
import type { Pair } from './pairs.js';
import { contrastOf, levelsOf } from './savings.js';

/** Standard deviations of log CPU, of a slot and of a process. */
interface Noise {
  readonly slot: number;
  readonly process: number;
}

const NOISES: readonly Noise[] = [
  { slot: 0.085, process: 0.05 },
  { slot: 0.085, process: 0.1 },
  { slot: 0.03, process: 0.1 },
];
const EXPERIMENTS = 2000;

const isClaim = (verdict: ContrastVerdict) => !['inconclusive', 'no change', 'no data'].includes(verdict);

/** Two policies that cost the same: a process each in every invocation. */
function pairsWithoutDifference(random: Random, invocations: number, blocks: number, noise: Noise): Pair[] {
  return Array.from({ length: invocations }, (_, invocation) => {
    const [baseline, policy] = [noise.process * normal(random), noise.process * normal(random)];
    const cpu = (ofProcess: number) => 200 * Math.exp(ofProcess + noise.slot * normal(random));
    return Array.from({ length: blocks }, () => ({ invocation, baseline: cpu(baseline), policy: cpu(policy) }));
  }).flat();
}

function claimsIn(experiments: number, invocations: number, blocks: number, noise: Noise): number {
  const random = seededRandom(20_250);
  let claims = 0;
  for (let one = 0; one < experiments; one += 1) {
    const pairs = pairsWithoutDifference(random, invocations, blocks, noise);
    if (isClaim(contrastOf(pairs, 0.95).verdict)) claims += 1;
  }
  return claims;
}

describe('experiments without a difference, with noise between slots and between processes', () => {
  for (const noise of NOISES) {
    const name = `${100 * noise.slot} % between slots and ${100 * noise.process} % between processes`;
    it(`are claimed to differ in at most 5 % of ${EXPERIMENTS} at 3 x 4 blocks with ${name}`, (t) => {
      const claims = claimsIn(EXPERIMENTS, 3, 4, noise);
      t.diagnostic(`${claims} of ${EXPERIMENTS}`);
      assert.ok(claims <= 0.05 * EXPERIMENTS, `${claims} of ${EXPERIMENTS}`);
    });
  }

  it('are never claimed to differ in one invocation, however many blocks it has', () => {
    for (const noise of NOISES) assert.equal(claimsIn(EXPERIMENTS, 1, 8, noise), 0);
  });

  it('are seldom claimed to differ where the best of four policies is told', () => {
    const random = seededRandom(77);
    let claimed = 0;
    for (let one = 0; one < 500; one += 1) {
      const pairs = new Map(
        ['a', 'b', 'c', 'd'].map((name) => [
          name,
          { cpu: pairsWithoutDifference(random, 3, 4, { slot: 0.085, process: 0.1 }), time: null },
        ]),
      );
      const levels = levelsOf(pairs);
      if ([...pairs].some(([name, { cpu }]) => isClaim(contrastOf(cpu, levels.get(name)!.cpu).verdict))) claimed += 1;
    }
    assert.ok(claimed <= 25, `${claimed} of 500`);
  });

  const analysed = (invocations: number, noiseSeed: number, fleet: Fleet | null) =>
    analyse(
      exampleRun({
        policies: [examplePolicy('cold'), examplePolicy('keep-alive')],
        fleet,
        invocations,
        slotNoise: 0.085,
        processNoise: 0.1,
        driftNoise: 0.1,
        noiseSeed,
        requestsPerSlot: 100,
        histograms: false,
      }),
    );

  it('are the same all the way through a run', () => {
    const runs = Array.from({ length: 60 }, (_, seed) => analysed(3, 100 + seed, null));
    const claims = runs.filter(({ savings }) => isClaim(savings['keep-alive']!.verdict)).length;
    assert.ok(claims <= 3, `${claims} of 60`);
    for (let seed = 0; seed < 20; seed += 1) {
      const { savings, capacity } = analysed(1, seed, EXAMPLE_FLEET);
      assert.equal(savings['keep-alive']!.verdict, 'no data');
      assert.deepEqual(capacity, {});
    }
  });
});
