import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Guard, SlotRecord } from '../model/run/run.js';
import type { Counts } from '../model/run/testimony.js';
import type { LoadLoop } from '../model/workload/workload.js';
import { createRecorder } from '../tally/histogram.js';
import { exampleRun } from '../testing/example-run.js';
import { seenBy } from '../testing/example-slot.js';
import { openLoad } from '../testing/example-workload.js';
import { readWorkload } from '../workload/read.js';
import { guardsOf } from './guards.js';

const run = exampleRun();
const { workload } = run.plan;
const calm = run.slots[0]!;
const PORTS = 28_232;

function trips(changes: Partial<SlotRecord>): Pick<Guard, 'name' | 'severity'>[] {
  return guardsOf({ ...calm, ...changes }, workload, PORTS).map(({ name, severity }) => ({ name, severity }));
}

function histogram(valueUs: number): string {
  const recorder = createRecorder(3);
  for (let n = 0; n < 100; n += 1) recorder.record(valueUs);
  return recorder.encode();
}

const machine = { replayer: 0.3, foreign: 0, steal: 0, throttled: 0, timeWait: 0 };

test('an ordinary slot trips nothing', () => {
  assert.deepEqual(trips({ machine }), []);
});

test('late sends warn, and drop when they reach half of the SLO', () => {
  const lag = (ms: number) => ({ tally: { ...calm.tally, scheduleLagUs: histogram(ms * 1000) } });
  assert.deepEqual(trips(lag(4)), []);
  assert.deepEqual(trips(lag(8)), [{ name: 'late-sends', severity: 'warn' }]);
  assert.deepEqual(trips(lag(60)), [{ name: 'late-sends', severity: 'drop' }]);
});

test('a late reading of the CPU warns, and drops where much of a slot is not counted', () => {
  const late = (share: number, elapsedMs = 2000) => trips({ elapsedMs, cpuLateMs: share * elapsedMs });
  assert.deepEqual(late(0.01), []);
  assert.deepEqual(late(0.03), [{ name: 'late-cpu-reading', severity: 'warn' }]);
  assert.deepEqual(late(0.15), [{ name: 'late-cpu-reading', severity: 'drop' }]);
  assert.deepEqual(late(0.15, 200), [{ name: 'late-cpu-reading', severity: 'warn' }], '30 ms');
});

test('a slot that ends long after its time did not reach its rate', () => {
  const { slotMs } = workload.design;
  assert.deepEqual(trips({ elapsedMs: slotMs + 150 }), []);
  assert.deepEqual(trips({ elapsedMs: slotMs + 500 }), [{ name: 'rate-not-reached', severity: 'drop' }]);
});

test('a slot whose requests timed out may last as long as they were waited for', () => {
  const { slotMs } = workload.design;
  const { requestTimeoutMs } = workload.policies.find(({ name }) => name === calm.arm)!;
  const tally = { ...calm.tally, planned: 10_000, failed: { ...calm.tally.failed, timeout: 1 } };
  const witnesses = seenBy(calm.witnesses, 'target', null);
  assert.deepEqual(trips({ tally, witnesses, elapsedMs: slotMs + requestTimeoutMs }), []);
  assert.deepEqual(trips({ tally, witnesses, elapsedMs: slotMs + 2 * requestTimeoutMs }), [
    { name: 'rate-not-reached', severity: 'drop' },
  ]);
});

test('a replayer that is always busy is the thing that it measures', () => {
  const loop = (utilisation: number) => ({ loop: { ...calm.loop, utilisation } });
  assert.deepEqual(trips(loop(0.79)), []);
  assert.deepEqual(trips(loop(0.9)), [{ name: 'busy-generator', severity: 'warn' }]);
  assert.deepEqual(trips(loop(0.99)), [{ name: 'busy-generator', severity: 'drop' }]);
});

test('more failures than the SLO allows warn: what a run finds is never a reason to drop it', () => {
  const failed = (count: number) => ({
    tally: { ...calm.tally, planned: 1000, failed: { ...calm.tally.failed, timeout: count } },
    witnesses: seenBy(calm.witnesses, 'target', null),
  });
  assert.deepEqual(trips(failed(1)), []);
  assert.deepEqual(trips(failed(2)), [{ name: 'failures', severity: 'warn' }]);
});

test('a neighbour warns, a throttled slot drops', () => {
  assert.deepEqual(trips({ machine: { ...machine, foreign: 1.5, steal: 0.3 } }), [
    { name: 'foreign-cpu', severity: 'warn' },
    { name: 'steal', severity: 'warn' },
  ]);
  assert.deepEqual(trips({ machine: { ...machine, throttled: 0.01 } }), [{ name: 'throttled', severity: 'warn' }]);
  assert.deepEqual(trips({ machine: { ...machine, throttled: 0.1 } }), [{ name: 'throttled', severity: 'drop' }]);
  const unknown = { replayer: 0.3, foreign: null, steal: null, throttled: null, timeWait: null };
  assert.deepEqual(trips({ machine: unknown }), []);
});

test('the kernel may count more than we do, because others connect too, but never less', () => {
  const attempted = calm.witnesses.sockets.connectionsAttempted;
  const kernel = (attempts: number | null) => ({
    witnesses: seenBy(calm.witnesses, 'kernel', attempts === null ? null : { attempts }),
  });
  assert.deepEqual(trips(kernel(null)), []);
  assert.deepEqual(trips(kernel(attempted + 1)), [{ name: 'counts-disagree', severity: 'warn' }]);
  assert.deepEqual(trips(kernel(attempted - 1)), [{ name: 'counts-disagree', severity: 'drop' }]);
});

test('the target must count exactly what the sockets do, in accepts, requests and handshakes', () => {
  const { accepts, requests, handshakesFull } = calm.witnesses.others.target as Required<Counts>;
  const target = (changes: Counts) => ({ witnesses: seenBy(calm.witnesses, 'target', changes) });
  assert.deepEqual(trips(target({})), []);
  assert.deepEqual(trips(target({ accepts: accepts + 1 })), [{ name: 'counts-disagree', severity: 'drop' }]);
  assert.deepEqual(trips(target({ requests: requests - 1 })), [{ name: 'counts-disagree', severity: 'drop' }]);
  assert.deepEqual(trips(target({ handshakesFull: handshakesFull - 1 })), [
    { name: 'counts-disagree', severity: 'drop' },
  ]);
});

test('requests that nobody answered may have been counted on one side only, in the lead-in as well', () => {
  const { sockets } = calm.witnesses;
  const { requestsCompleted: requests } = sockets;
  const sent = (requestsSent: number) => ({
    witnesses: {
      ...seenBy(calm.witnesses, 'target', { requests: requests + 1 }),
      sockets: { ...sockets, requestsSent },
    },
  });
  assert.deepEqual(trips(sent(requests + 1)), []);
  assert.deepEqual(trips(sent(requests)), [{ name: 'counts-disagree', severity: 'drop' }]);
  assert.equal(guardsOf({ ...calm, ...sent(requests) }, workload, PORTS)[0]?.value, 1);
});

const OPEN = openLoad(workload);

/** A slot whose sends were a second late, that took twice its time, on a thread without a pause. */
function strained(loop: LoadLoop): readonly string[] {
  const lag = createRecorder(3);
  lag.record(1_000_000);
  const tally = { ...calm.tally, scheduleLagUs: lag.encode() };
  const busy = { utilisation: 1, delayP99Ms: 0, delayMaxMs: 0 };
  const looped = { ...workload, load: { ...loop, seed: 1, threads: 1 } };
  const elapsedMs = workload.design.slotMs * 2;
  return guardsOf({ ...calm, tally, loop: busy, elapsedMs }, looped, null).map((guard) => guard.name);
}

const cases: readonly (readonly [string, LoadLoop, readonly string[]])[] = [
  [
    'an open loop',
    { ...OPEN, pacing: { kind: 'timer', tickMs: 1 } },
    ['late-sends', 'rate-not-reached', 'busy-generator'],
  ],
  ['precise pacing, which spins', { ...OPEN, pacing: { kind: 'precise' } }, ['late-sends', 'rate-not-reached']],
  ['a closed loop, which has no rate', { kind: 'closed', concurrency: 50, count: null }, []],
  ['a sequence', { kind: 'closed', concurrency: 1, count: 100 }, []],
];
for (const [name, loop, guards] of cases) {
  test(`the guards of ${name}`, () => assert.deepEqual(strained(loop), guards));
}

test('a shortage of ports is one of targets that all slots reach from the same address', () => {
  const slot = { ...calm, machine: { ...machine, timeWait: PORTS } };
  const url = { ...workload, target: { kind: 'url', origin: 'http://127.0.0.1:1', caFile: null } } as const;
  const names = (of: typeof workload) => guardsOf(slot, of, PORTS).map((guard) => guard.name);
  assert.deepEqual(names(workload), []);
  assert.deepEqual(names(url), ['port-shortage']);
});

test('no stall of seconds, no neighbour and no burst of connections drops a block of the smoke', () => {
  const file = fileURLToPath(new URL('../../../workloads/smoke.yaml', import.meta.url));
  const smoke = readWorkload(file, { env: {}, overrides: {}, cores: 2 });
  const noisy: Partial<SlotRecord> = {
    elapsedMs: smoke.design.slotMs + 4000,
    tally: { ...calm.tally, scheduleLagUs: histogram(4_000_000) },
    loop: { ...calm.loop, utilisation: 0.9 },
    machine: { ...machine, foreign: 1.9, steal: 0.5 },
  };
  const guards = guardsOf({ ...calm, ...noisy }, smoke, PORTS);
  assert.ok(guards.length >= 3 && guards.every(({ severity }) => severity === 'warn'), JSON.stringify(guards));
  // As many as the policy may open at all stay within its gate.
  const requests = (openLoad(smoke).stages[0]!.fromPerSecond * smoke.design.slotMs) / 1000;
  assert.ok(openLoad(smoke).connections / requests < smoke.gates[0]!.max!, `${requests} requests a slot`);
});
