import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderFindings } from '../../../reports/index.js';
import type { Guard, SlotRecord } from '../../model/run/run.js';
import type { MetricName } from '../../model/workload/metrics.js';
import { exampleRun } from '../../testing/example-run.js';
import { exampleServiceRun } from '../../testing/example-service.js';
import { said } from '../../testing/said.js';
import { compare } from '../comparison/comparison.js';
import { analyse } from './findings.js';

const LATE: Guard = { name: 'late-sends', severity: 'drop', value: 300, figures: { lagMs: 300 } };
const APART: Guard = {
  name: 'counts-disagree',
  severity: 'drop',
  value: 3,
  figures: { witness: 'target', ours: { requests: 5 }, theirs: { requests: 2 } },
};

const gateOn = (metric: MetricName, max: number, policy = 'keep-alive') => ({ metric, policy, max, tolerance: null });
const guarded =
  (...guards: Guard[]) =>
  (slot: SlotRecord) => ({ ...slot, guards });

const lateRun = (gates: ReturnType<typeof gateOn>[], edit = guarded(LATE)) =>
  exampleRun({ histograms: false, gates, edit });
const judged = (...parameters: Parameters<typeof lateRun>) => {
  const { verdict, gates, trust } = analyse(lateRun(...parameters));
  return { status: verdict.status, says: verdict.reasons.map(said).join('\n'), gates, trust: trust.level };
};

describe('a run that was too late for times', () => {
  it('fails where a gate on a count does, for a policy that opens a connection for each request', () => {
    const { status, says, trust } = judged([gateOn('connectionsPerRequest', 0.5, 'cold')]);
    assert.equal(status, 'fail');
    assert.match(says, /^connectionsPerRequest of cold is 1, over the limit 0.5[\s\S]*no valid block in 12/);
    assert.equal(trust, 'low');
  });

  it('stays invalid where the gates on counts pass, and says that they did', () => {
    const { status, says, gates } = judged([gateOn('connectionsPerRequest', 0.5), gateOn('cpuUsPerRequest', 1)]);
    assert.equal(status, 'invalid');
    assert.match(says, /1 gate on counts passed, and no other was judged/);
    assert.deepEqual(
      gates.map((gate) => [gate.status, gate.value === null]),
      [
        ['pass', false],
        ['not judged', true],
      ],
    );
  });

  it('judges no count that lies over its limit by what overlapped', () => {
    const edit = (mostInFlight: number) => (slot: SlotRecord) => ({
      ...slot,
      tally: { ...slot.tally, mostInFlight, connections: { ...slot.tally.connections, opened: 60 } },
      guards: [LATE],
    });
    const gates = [gateOn('connectionsPerRequest', 0.05)];
    assert.deepEqual(judged(gates, edit(60)).status, 'invalid');
    assert.deepEqual(judged(gates, edit(60)).gates[0]?.status, 'not judged');
    assert.deepEqual(judged(gates, edit(2)).status, 'fail');
  });

  it('judges nothing where a count is in doubt, or the run did not end by itself', () => {
    const gates = [gateOn('connectionsPerRequest', 0.5, 'cold')];
    assert.equal(judged(gates, guarded(APART)).status, 'invalid');
    assert.equal(judged(gates, guarded(LATE, APART)).status, 'invalid');
    const cut = { ...lateRun(gates), outcome: { kind: 'interrupted' } as const };
    assert.equal(analyse(cut).verdict.status, 'incomplete');
  });

  it('judges what a service calls', () => {
    const gate = { ...gateOn('connectionsPerRequest', 0.05, 'today'), call: '*' } as const;
    const run = exampleServiceRun([gate]);
    const late = { ...run, slots: run.slots.map(guarded(LATE)) };
    assert.deepEqual(analyse(late).gates[0]?.value, analyse(run).gates[0]?.value);
    assert.equal(analyse(late).verdict.status, analyse(run).verdict.status);
  });
});

it('a report of it shows what the gates on counts came to, and claims nothing of times', () => {
  const failed = analyse(lateRun([gateOn('connectionsPerRequest', 0.5, 'cold'), gateOn('responseTimeP99Ms', 1)]));
  const text = renderFindings(failed, 'text');
  assert.match(text, /gate failed: connections per request of cold is 1.00, over 0.50; times were too\s+late/);
  assert.match(text, /response time p99 +keep-alive .*not judged/);
  const passed = renderFindings(analyse(lateRun([gateOn('connectionsPerRequest', 0.5)])), 'text');
  assert.match(passed, /connections per request +keep-alive .* pass/);
  assert.match(renderFindings(failed, 'junit'), /gate: connections per request of cold[^<]*><failure/);
});

it('a comparison with it says that its own gate failed, and is invalid where it is the base', () => {
  const good = { path: 'good', run: exampleRun({ histograms: false }) };
  const late = { path: 'late', run: lateRun([gateOn('connectionsPerRequest', 0.5, 'cold')]) };
  const headlineOf = (base: typeof good, head: typeof good) => {
    const comparison = compare(base, head);
    return comparison.kind === 'compared' ? `${comparison.status}: ${comparison.headline}` : comparison.kind;
  };
  assert.match(headlineOf(good, late), /^fail: gate failed: connections per request of cold is 1.00 \(max 0.5\)/);
  assert.equal(headlineOf(late, good), 'invalid: invalid: the base run was too late');
});
