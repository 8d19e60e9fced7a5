import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadLoop } from '../model/workload.js';
import { createRecorder } from '../tally/histogram.js';
import { exampleRun } from '../testing/example-run.js';
import { guardsOf } from './guards.js';

const { plan, slots } = exampleRun();
const [slot] = slots;

/** A slot whose sends were a second late, that took twice its time, on a thread without a pause. */
function strained(loop: LoadLoop): readonly string[] {
  const lag = createRecorder(3);
  lag.record(1_000_000);
  const tally = { ...slot!.tally, scheduleLagUs: lag.encode() };
  const busy = { utilisation: 1, delayP99Ms: 0, delayMaxMs: 0 };
  const workload = { ...plan.workload, load: { ...plan.workload.load, loop } };
  const elapsedMs = plan.workload.design.slotMs * 2;
  return guardsOf({ ...slot!, tally, loop: busy, elapsedMs }, workload, null).map((guard) => guard.name);
}

const cases: readonly (readonly [string, LoadLoop, readonly string[]])[] = [
  ['an open loop', { kind: 'open', pacing: 'timer' }, ['late-sends', 'rate-not-reached', 'busy-generator']],
  ['precise pacing, which spins', { kind: 'open', pacing: 'precise' }, ['late-sends', 'rate-not-reached']],
  ['a closed loop, which has no rate', { kind: 'closed', concurrency: 50, count: null }, []],
  ['a sequence', { kind: 'closed', concurrency: 1, count: 100 }, []],
];
for (const [name, loop, guards] of cases) {
  test(`the guards of ${name}`, () => assert.deepEqual(strained(loop), guards));
}
