import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../model/random.js';
import { provided } from '../../model/workload/provided.js';
import type { Fleet } from '../../model/workload/workload.js';
import { type CapacityQuestion, capacityOf, type PolicyDemand } from './capacity.js';
import { carriedPerSecond, containersFor, type Needs, serving } from './containers.js';
import { SAME_SPEED } from './transfer.js';

/** What holds of every fleet, whatever its numbers are. */

const random = seededRandom(2026);
const between = (low: number, high: number) => low + (high - low) * random();
const whole = (low: number, high: number) => Math.floor(between(low, high + 1));

function anyFleet(): Fleet {
  const cpu = between(0.05, 0.95);
  return {
    containers: whole(1, 400),
    vcpu: [0.25, 0.5, 1, 2, 4][whole(0, 4)]!,
    cpu,
    cpuRounding: Math.min(cpu, between(0, 0.05)),
    target: between(0.3, 0.9),
    zones: whole(1, 4),
    spare: whole(0, 5),
  };
}

const needing = (fleet: Fleet): Needs => ({
  CPU: { demandSeconds: between(1e-5, 0.05), perContainer: fleet.vcpu },
  ...(random() < 0.5 && { 'event loop': { demandSeconds: between(1e-5, 0.05), perContainer: 1 } }),
  ...(random() < 0.5 && { sockets: { demandSeconds: between(1e-3, 1), perContainer: whole(1, 100) } }),
});

describe('of any fleet', () => {
  it('what its containers carry is the most that they are enough for', () => {
    for (let one = 0; one < 500; one += 1) {
      const fleet = anyFleet();
      const needs = needing(fleet);
      const carried = carriedPerSecond(fleet, needs, fleet.containers);
      if (serving(fleet, fleet.containers) === 0) assert.equal(carried, 0);
      else {
        assert.ok(containersFor(fleet, needs, carried * (1 - 1e-9)) <= fleet.containers, JSON.stringify(fleet));
        assert.ok(containersFor(fleet, needs, carried * (1 + 1e-6) + 1e-9) > serving(fleet, fleet.containers) - 1);
      }
    }
  });

  it('a higher rate, a lower utilisation, zones and spare never need fewer', () => {
    for (let one = 0; one < 500; one += 1) {
      const fleet = anyFleet();
      const [needs, rate] = [needing(fleet), between(1, 10_000)];
      const needed = containersFor(fleet, needs, rate);
      assert.ok(containersFor(fleet, needs, rate * 1.1) >= needed);
      assert.ok(containersFor(fleet, needs, rate, fleet.target * 0.9) >= needed);
      assert.ok(containersFor({ ...fleet, spare: (fleet.spare ?? 0) + 1 }, needs, rate) === needed + 1);
      // All that are provided but a zone and the spare are enough to serve.
      assert.ok(containersFor({ ...fleet, zones: 1, spare: 0 }, needs, rate) <= serving(fleet, needed));
    }
  });

  it('rows add up, bounds hold what they bound, and draws are the same for the same seed', () => {
    for (let one = 0; one < 15; one += 1) {
      const fleet = anyFleet();
      const question = anyQuestion(fleet);
      const { capacity, exactAtPeak } = capacityOf(question);
      assert.deepEqual(capacityOf(question).capacity, capacity);
      const cold = capacity.get('cold')!.containers;
      for (const [name, { containers, saved, sensitivity, limits, carries }] of capacity) {
        assert.ok(containers.low <= containers.lean && containers.lean <= containers.safe, name);
        assert.ok(carries.safe <= carries.lean * (1 + 1e-9));
        assert.ok(
          limits.every(({ use }) => use <= 1 + 1e-6),
          JSON.stringify(limits),
        );
        assert.equal(provided(fleet, exactAtPeak.get(name)!), containers.safe);
        const targets = new Set(sensitivity.map(({ targetUtilisation }) => targetUtilisation));
        assert.ok(targets.has(fleet.target), 'the utilisation that is planned');
        assert.equal(sensitivity.length, 3 * targets.size);
        // What the fleet carries for sure says the same as the count.
        const carriesPeak = carries.safe >= question.peakPerSecond - 1e-6;
        if (question.peakRange === undefined) assert.equal(carriesPeak, containers.safe <= fleet.containers, name);
        if (saved === null) continue;
        assert.deepEqual([saved.lean, saved.safe], [cold.lean - containers.lean, cold.safe - containers.safe]);
        assert.ok(saved.low <= Math.min(saved.lean, saved.safe) && saved.high >= Math.max(saved.lean, saved.safe));
      }
    }
  });
});

const TODAY: PolicyDemand = { transfer: { kind: 'none' }, level: 0.95, sockets: null };

function anyQuestion(fleet: Fleet): CapacityQuestion {
  const peakPerSecond = between(10, 10_000);
  const todayUs = ((fleet.containers * fleet.vcpu * fleet.cpu) / peakPerSecond) * 1e6;
  const error = todayUs * between(0.001, 0.05);
  const spread = { standardError: error, degrees: whole(2, 11), halfWidth: 2.5 * error };
  const mean = todayUs * between(0, 0.5);
  return {
    fleet,
    peakPerSecond,
    ...(random() < 0.5 && {
      peakRange: { lowPerSecond: peakPerSecond * 0.8, highPerSecond: peakPerSecond * 1.2 },
    }),
    seed: whole(1, 1000),
    speed: random() < 0.5 ? SAME_SPEED : { middle: 1.2, low: 1.1, high: 1.3 },
    baseline: 'cold',
    policies: new Map([
      ['cold', TODAY],
      ['kept', { ...TODAY, transfer: { kind: 'additive', savedUs: { mean, spread } } }],
      [
        'shared',
        {
          ...TODAY,
          transfer: {
            kind: 'share',
            logRatio: { mean: -0.3, spread: { ...spread, standardError: 0.03, halfWidth: 0.07 } },
          },
        },
      ],
    ]),
  };
}
