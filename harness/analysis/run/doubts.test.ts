import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Guard, Run, SlotRecord } from '../../model/run/run.js';
import { createRecorder } from '../../tally/histogram.js';
import { testSimulation } from '../../testing/example-job.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { COLD, EXAMPLE_FLEET, examplePolicy } from '../../testing/example-workload.js';
import { saidOfAll } from '../../testing/said.js';
import { analyse } from './findings.js';

const warnings = (options: ExampleOptions = {}) => saidOfAll(analyse(exampleRun(options)).doubts);
const has = (list: readonly string[], pattern: RegExp) => list.some((warning) => pattern.test(warning));

const guard = (lagMs: number): Guard => ({
  name: 'late-sends',
  severity: 'warn',
  value: lagMs,
  detail: `the p99 of the lag was ${lagMs} ms`,
});
const lateness = (slot: SlotRecord): SlotRecord =>
  slot.arm === 'cold' && slot.invocation === 0 && slot.block < 3
    ? { ...slot, guards: [guard(slot.block === 1 ? 12.5 : 3)] }
    : slot;

const rising = (slot: SlotRecord): SlotRecord => {
  const factor = Math.exp(0.03 * (slot.invocation * 4 + slot.block));
  return { ...slot, cpu: { userUs: slot.cpu.userUs * factor, systemUs: slot.cpu.systemUs * factor } };
};

describe('warnings', () => {
  it('say of a quiet run only what it cannot show', () => {
    assert.deepEqual(warnings(), [
      "slots are shorter than the server's idle limit (it closes after 6,000 ms): reconnects after idle periods are not counted",
      'replayed at 10 % of peak: figures per second at peak assume that counts scale linearly',
      'loopback: no network round trips are in these numbers',
    ]);
  });

  it('name what was set where the run was started, and whether it held for what was measured', () => {
    const run = exampleRun();
    const set = (variables: readonly string[], given: Run = run) =>
      saidOfAll(analyse({ ...given, environment: { ...given.environment, variables } }).doubts);
    const said = set(['NODE_OPTIONS', 'UV_THREADPOOL_SIZE']);
    assert.ok(has(said, /^NODE_OPTIONS is set here, and the measured processes were not given it/), said.join());
    assert.ok(has(said, /^UV_THREADPOOL_SIZE is set, and holds for what was measured/), said.join());
    const simulated = set(['NODE_OPTIONS'], exampleRun({ target: testSimulation() }));
    assert.ok(!has(simulated, /NODE_OPTIONS/), 'nothing was sent by a process');
  });

  it('say that the server ends the connections of a policy', () => {
    const closing = (closedByServer: number) => (slot: SlotRecord) => {
      if (slot.arm === 'cold') return slot;
      return { ...slot, tally: { ...slot.tally, connections: { ...slot.tally.connections, closedByServer } } };
    };
    const expected = /^keep-alive: the server ended connections with 48 answers, as Connection: close does: look for/;
    assert.ok(has(warnings({ edit: closing(4) }), expected));
    assert.ok(!has(warnings({ edit: closing(1) }), /ended connections/));
  });

  it('tell a queue in the client, where the wait is a part of the response time', () => {
    const bounded = { ...examplePolicy('ten'), maxSockets: 10 };
    const waiting = (waitMs: number) => (slot: SlotRecord) => {
      const waits = createRecorder(3);
      for (let n = 0; n < slot.tally.completed; n += 1) waits.record(waitMs * 1000);
      return { ...slot, tally: { ...slot.tally, poolWaitUs: waits.encode() } };
    };
    const said = (waitMs: number) =>
      warnings({ policies: [COLD, bounded], edit: waiting(waitMs) }).filter((one) => /pool/.test(one));
    assert.deepEqual(said(0.2), []);
    assert.match(
      said(9).join(),
      /^ten: requests waited 9(.0\d)? ms in the middle and 9(.0\d)? ms at p99 for a connection in the client's own pool, which maxSockets: 10 bounds/,
    );
  });

  it('sum guards up, with the worst', () => {
    const expected = 'late-sends in 3 of 24 slots: worst the p99 of the lag was 12.5 ms';
    assert.ok(warnings({ edit: lateness }).includes(expected));
  });

  it('name few invocations, a broken SLO and failures', () => {
    const few = (invocations: number) => warnings({ invocations, blocks: 12, histograms: false });
    assert.match(
      few(1)[0]!,
      /^one invocation: .* no verdict and no containers; .*: run 3 invocations of 12 blocks, about 4 min$/,
    );
    assert.match(few(2)[0]!, /^2 invocations leave one degree of freedom: .*: run 3 invocations of 12 blocks/);
    assert.equal(has(few(3), /invocation/), false);
    assert.equal(has(warnings({ p99Ms: 10 }), /p99 of 18\.7 ms is over the SLO of 10 ms/), true);
    const policies = [COLD, examplePolicy('keep-alive', { failureShare: 0.02 })];
    assert.equal(has(warnings({ policies }), /keep-alive: 2 % of requests failed, over the SLO of 0.1 %/), true);
  });

  it('say how to close first where a server resets what is reused', () => {
    const reset = (slot: SlotRecord): SlotRecord => {
      if (slot.arm !== 'keep-alive') return slot;
      const { tally } = slot;
      return { ...slot, tally: { ...tally, completed: tally.completed - 1, failed: { ...tally.failed, reset: 1 } } };
    };
    const raced = /^keep-alive: 12 of 4,800 requests were reset: .* timeout below the server's idle limit of 6,000 ms$/;
    assert.equal(has(warnings({ edit: reset }), raced), true);
    assert.equal(has(warnings(), /were reset/), false);
  });

  it('name a drift of more than 10 %', () => {
    assert.equal(has(warnings({ edit: rising }), /drifted by \+43 % over the run/), true);
    assert.equal(has(warnings({ slotNoise: 0.01 }), /drifted/), false);
  });

  it('are silent about what does not apply', () => {
    const url = { kind: 'url', origin: 'https://orders.internal:8443', caFile: null } as const;
    assert.deepEqual(warnings({ target: url, peakPerSecond: 200 }), []);
    for (const origin of ['http://[::1]:8080', 'http://127.0.0.2:8080', 'http://app.localhost:8080']) {
      assert.deepEqual(warnings({ target: { ...url, origin }, peakPerSecond: 200 }), [
        'loopback: no network round trips are in these numbers',
      ]);
    }
    assert.equal(has(warnings({ slotMs: 6000 }), /idle limit/), false);
  });

  it('stay short and unique', () => {
    const list = warnings({ edit: lateness, slotNoise: 0.3, fleet: EXAMPLE_FLEET, peakPerSecond: 100_000, blocks: 2 });
    assert.equal(new Set(list).size, list.length);
    for (const warning of list) assert.ok(warning.length <= 170, warning);
  });
});
