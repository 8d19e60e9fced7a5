import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normal, seededRandom } from '../../model/random.js';
import { draws } from '../../testing/whole.js';
import { type BlockValue, estimate } from '../statistics/estimate.js';
import { capacityOf, type PolicyDemand } from './capacity.js';
import { SAME_SPEED } from './transfer.js';

/** Standard deviations of log CPU, and how many fresh sets of processes there are. */
interface World {
  readonly slot: number;
  readonly process: number;
  readonly invocations: number;
}

const WORLDS: readonly World[] = [
  { slot: 0.085, process: 0.05, invocations: 3 },
  { slot: 0.085, process: 0.1, invocations: 3 },
  { slot: 0.03, process: 0.1, invocations: 3 },
  { slot: 0.085, process: 0.05, invocations: 8 },
];
const BLOCKS = 4;
const EXPERIMENTS = 2000;
const TODAY: PolicyDemand = { transfer: { kind: 'none' }, level: 0.95, sockets: null };
const [COLD_US, KEPT_US] = [800, 200];

function experiment(random: () => number, { slot, process, invocations }: World) {
  const [logs, saved]: [BlockValue[], BlockValue[]] = [[], []];
  for (let invocation = 0; invocation < invocations; invocation += 1) {
    const [cold, kept] = [process * normal(random), process * normal(random)];
    for (let block = 0; block < BLOCKS; block += 1) {
      const before = COLD_US * Math.exp(cold + slot * normal(random));
      const after = KEPT_US * Math.exp(kept + slot * normal(random));
      logs.push({ invocation, value: Math.log(after / before) });
      saved.push({ invocation, value: before - after });
    }
  }
  return { logs, saved };
}

describe(`the nominal 95 % of ${EXPERIMENTS} experiments with noise between slots and between processes`, () => {
  for (const world of WORLDS) {
    const name = `${100 * world.slot} % and ${100 * world.process} %, ${world.invocations} invocations`;
    it(`cover the ratio of CPU in 93.5 to 96.5 %: ${name}`, (t) => {
      const random = seededRandom(5);
      let covered = 0;
      for (let one = 0; one < EXPERIMENTS; one += 1) {
        const { mean, spread } = estimate(experiment(random, world).logs)!;
        if (Math.abs(mean - Math.log(KEPT_US / COLD_US)) <= spread!.halfWidth) covered += 1;
      }
      const share = covered / EXPERIMENTS;
      t.diagnostic(`${100 * share} %`);
      assert.ok(share >= 0.935 && share <= 0.965, `${share}`);
    });
  }

  /** As many as the machine of a test can be asked for; `SIMULATIONS=2000` runs all. */
  const simulations = Number(process.env.SIMULATIONS ?? draws(60, 400));

  it(`hold the true number of containers in at least 95 %, and the safe count is enough in as many (${simulations})`, (t) => {
    const random = seededRandom(5);
    const world = WORLDS[0]!;
    let [held, enough] = [0, 0];
    for (let seed = 0; seed < simulations; seed += 1) {
      // The utilisation is written as 57 %, and may be anything that rounds to it.
      const utilisation = 0.565 + 0.01 * random();
      const trueSaved = (COLD_US - KEPT_US) * Math.exp((world.slot ** 2 + world.process ** 2) / 2);
      const needed = Math.ceil((20_000 * ((200 * utilisation) / 20_000 - trueSaved / 1e6)) / 0.6);
      const savedUs = estimate(experiment(random, world).saved)!;
      const { containers } = capacityOf({
        fleet: { containers: 200, vcpu: 1, cpu: 0.57, cpuRounding: 0.005, target: 0.6, zones: 1 },
        peakPerSecond: 20_000,
        seed,
        speed: SAME_SPEED,
        baseline: 'cold',
        policies: new Map([
          ['cold', TODAY],
          ['kept', { ...TODAY, transfer: { kind: 'additive', savedUs } }],
        ]),
      }).capacity.get('kept')!;
      if (containers.low <= needed && needed <= containers.high) held += 1;
      if (containers.safe >= needed) enough += 1;
    }
    t.diagnostic(`held in ${held}, enough in ${enough} of ${simulations}`);
    assert.ok(held >= 0.95 * simulations && enough >= 0.95 * simulations, `${held} ${enough}`);
  });
});
