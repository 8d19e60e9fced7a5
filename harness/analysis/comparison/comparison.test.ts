import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Compared } from '../../model/findings/comparison.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import type { Gate } from '../../model/workload/workload.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { COLD, type ExamplePolicy, KEEP_ALIVE } from '../../testing/example-workload.js';
import { compare, exitCodeOf } from './comparison.js';

const withKeepAlive = (changes: Partial<ExamplePolicy>, options: ExampleOptions = {}) =>
  exampleRun({ ...options, policies: [COLD, { ...KEEP_ALIVE, ...changes }] });

const LOST = { keepAlive: false, connectionsPerRequest: 1, cpuUsPerRequest: 800 } as const;
const base = exampleRun();

function compared(head: Run, from: Run = base): Compared {
  const comparison = compare({ path: 'a', run: from }, { path: 'b', run: head });
  assert.equal(comparison.kind, 'compared');
  return comparison as Compared;
}

const gate = (changes: Partial<Gate>): Gate => ({
  metric: 'connectionsPerRequest',
  policy: 'keep-alive',
  max: null,
  tolerance: null,
  ...changes,
});
const rowOf = ({ rows }: Compared, metric: string, policy = 'keep-alive') =>
  rows.find((row) => row.metric === metric && row.policy === policy)!;

test('a run against itself is no change', () => {
  const comparison = compared(base);
  assert.equal(comparison.status, 'pass');
  assert.equal(comparison.headline, "no change: every exact count equals the base run's");
  assert.deepEqual(comparison.disclosed, []);
  assert.ok(comparison.rows.every((row) => row.verdict === 'no change'));
  assert.equal(exitCodeOf(comparison), 0);
});

test('lost reuse fails, and the first words name the policy', () => {
  const comparison = compared(withKeepAlive(LOST));
  assert.equal(comparison.status, 'fail');
  assert.equal(comparison.headline, 'lost reuse: policy keep-alive opens 1.00 connections per request, was 0.010');
  assert.deepEqual(comparison.disclosed, [{ key: 'policies.keep-alive.keepAlive', base: 'true', head: 'false' }]);
  assert.equal(rowOf(comparison, 'connectionsPerRequest').verdict, 'regressed');
  assert.equal(exitCodeOf(comparison), 1);
});

test('lost reuse wins over a head run that its own counts make invalid', () => {
  const comparison = compared(withKeepAlive({ ...LOST, keepAlive: true }));
  assert.equal(comparison.head.verdict.status, 'invalid');
  assert.match(comparison.headline, /^lost reuse: policy keep-alive /);
  assert.equal(comparison.status, 'fail');
  assert.match(comparison.warnings[0]!, /^The head run is invalid$/);
});

const guarded = (name: 'late-sends' | 'counts-disagree') => (slot: SlotRecord) => ({
  ...slot,
  guards: [{ name, severity: 'drop', value: 1, detail: 'seen' } as const],
});

test('lost reuse is counted even where every block is dropped, but not from counts that disagree', () => {
  assert.match(compared(withKeepAlive(LOST, { edit: guarded('late-sends') })).headline, /^lost reuse/);
  assert.match(compared(withKeepAlive(LOST, { edit: guarded('counts-disagree') })).headline, /^invalid: the head run/);
});

test('half of the reuse gone is lost reuse, a few connections more are not', () => {
  assert.match(compared(withKeepAlive({ connectionsPerRequest: 0.2 })).headline, /^lost reuse: .* 0\.20 .* 0\.010$/);
  assert.equal(compared(withKeepAlive({ connectionsPerRequest: 0.025 })).status, 'pass');
});

test('reuse that falls below one connection for two requests is lost, however little there was', () => {
  const scarce = withKeepAlive({ connectionsPerRequest: 0.45 });
  assert.match(compared(withKeepAlive({ connectionsPerRequest: 0.5 }), scarce).headline, /^lost reuse: /);
  assert.doesNotMatch(compared(withKeepAlive({ connectionsPerRequest: 0.49 }), scarce).headline, /^lost reuse: /);
});

test('a handful of requests proves no loss', () => {
  const few = exampleRun({
    requestsPerSlot: 2,
    invocations: 1,
    blocks: 2,
    policies: [COLD, { ...KEEP_ALIVE, ...LOST }],
  });
  const before = exampleRun({ requestsPerSlot: 2, invocations: 1, blocks: 2 });
  assert.doesNotMatch(compared(few, before).headline, /^lost reuse/);
});

test('a run that is invalid, incomplete or without its target is not believed', () => {
  const interrupted = exampleRun({ outcome: { kind: 'interrupted' } });
  const headless = compared(interrupted);
  assert.equal(headless.status, 'invalid');
  assert.match(headless.headline, /^invalid: the head run is incomplete$/);
  assert.equal(exitCodeOf(headless), 4);
  assert.match(compared(base, interrupted).headline, /^invalid: the base run is incomplete/);
  const lost = exampleRun({ outcome: { kind: 'target-lost', reason: 'connection refused' } });
  assert.match(compared(lost).headline, /^invalid: the head run lost its target$/);
});

test('another workload is not comparable', () => {
  const comparison = compare({ path: 'a', run: base }, { path: 'b', run: exampleRun({ name: 'other' }) });
  assert.equal(comparison.kind, 'incomparable');
  assert.deepEqual(comparison.kind === 'incomparable' && comparison.differences, [
    { key: 'name', base: 'example', head: 'other' },
  ]);
  assert.equal(exitCodeOf(comparison), 4);
});

test('a maximum is held against the head run', () => {
  const gates = [gate({ max: 0.005 })];
  const comparison = compared(exampleRun({ gates }));
  assert.equal(comparison.status, 'fail');
  assert.match(
    comparison.headline,
    /^gate failed: connections per request of keep-alive is 0\.010, was 0\.010 \(max 0\.005\)/,
  );
  assert.deepEqual(rowOf(comparison, 'connectionsPerRequest').gate, { status: 'fail', limit: 'max 0.005' });
  assert.equal(compared(exampleRun({ gates: [gate({ max: 0.01 })] })).status, 'pass');
});

test('several gates on one metric all hold, each with its own limit', () => {
  const gates = [gate({ max: 0.05 }), gate({ max: 0.005 }), gate({ tolerance: 3 }), gate({ tolerance: 0.2 })];
  const { gate: verdict } = rowOf(compared(exampleRun({ gates })), 'connectionsPerRequest');
  assert.deepEqual(verdict, { status: 'fail', limit: 'max 0.05, max 0.005, at most +300 %, at most +20 %' });
  const before = withKeepAlive({ connectionsPerRequest: 0.2 });
  const after = withKeepAlive({ connectionsPerRequest: 0.3 }, { gates: gates.slice(2) });
  assert.equal(rowOf(compared(after, before), 'connectionsPerRequest').gate?.status, 'fail');
});

test('a maximum on a time gates by its interval', () => {
  const cpu = (max: number) =>
    compared(exampleRun({ slotNoise: 0.1, gates: [gate({ metric: 'cpuUsPerRequest', max })] }));
  assert.equal(cpu(400).status, 'pass');
  assert.equal(cpu(100).status, 'fail');
  assert.equal(cpu(201).status, 'inconclusive');
  assert.equal(exitCodeOf(cpu(201)), 0);
  assert.equal(exitCodeOf(cpu(201), { failOnInconclusive: true }), 3);
});

test('a tolerance on a time never fails', () => {
  const gates = [gate({ metric: 'cpuUsPerRequest', tolerance: 0.05 })];
  const slower = compared(withKeepAlive({ cpuUsPerRequest: 2000 }, { slotNoise: 0.02, gates }));
  assert.equal(slower.status, 'inconclusive');
  const row = rowOf(slower, 'cpuUsPerRequest');
  assert.equal(row.verdict, 'inconclusive');
  assert.deepEqual(row.gate, { status: 'inconclusive', limit: 'at most +5 %' });
  assert.ok(row.change!.low! > 8 && row.change!.high! < 10);
});

test('a tolerance on a count fails beyond it', () => {
  const head = (connectionsPerRequest: number) =>
    exampleRun({
      gates: [gate({ policy: 'half', tolerance: 0.3 })],
      policies: [COLD, { ...KEEP_ALIVE, name: 'half', connectionsPerRequest }],
    });
  const half = head(0.3);
  const gateAt = (perRequest: number) => rowOf(compared(head(perRequest), half), 'connectionsPerRequest', 'half').gate;
  assert.deepEqual(gateAt(0.38), { status: 'pass', limit: 'at most +30 %' });
  assert.deepEqual(gateAt(0.4), { status: 'fail', limit: 'at most +30 %' });
});

test('a tolerance that is stated is the whole of it, however small the count', () => {
  const gates = [gate({ tolerance: 0.1 })];
  const before = withKeepAlive({ connectionsPerRequest: 0.005 });
  const after = compared(withKeepAlive({ connectionsPerRequest: 0.02 }, { gates }), before);
  assert.deepEqual(rowOf(after, 'connectionsPerRequest').gate, { status: 'fail', limit: 'at most +10 %' });
  assert.equal(compared(withKeepAlive({ connectionsPerRequest: 0.02 }), before).status, 'pass');
});

test('an exact count regresses without a gate', () => {
  const before = withKeepAlive({ connectionsPerRequest: 0.2 });
  const comparison = compared(withKeepAlive({ connectionsPerRequest: 0.3 }), before);
  assert.equal(comparison.status, 'fail');
  assert.match(
    comparison.headline,
    /^regressed: connections per request of keep-alive is 0\.30, was 0\.20, and \d more$/,
  );
});

test('failures regress beyond the objective, not beyond two in a hundred', () => {
  assert.equal(rowOf(compared(withKeepAlive({ failureShare: 0.01 })), 'failureShare').verdict, 'regressed');
});

test('fewer connections are an improvement', () => {
  const comparison = compared(base, withKeepAlive({ connectionsPerRequest: 0.2 }));
  assert.equal(comparison.status, 'pass');
  assert.match(comparison.headline, /^improved: connections per request of keep-alive is 0\.010, was 0\.20/);
});

test('handshakes are compared where there is TLS, and a gate always has a row', () => {
  const target = { ...base.plan.workload.target, tls: false } as Run['plan']['workload']['target'];
  const plain = exampleRun({ target });
  assert.equal(rowOf(compared(plain, plain), 'handshakesPerRequest'), undefined);
  assert.notEqual(rowOf(compared(base), 'handshakesPerRequest'), undefined);
  const gated = exampleRun({ gates: [gate({ metric: 'containers', max: 3 })] });
  const comparison = compared(gated, gated);
  assert.equal(rowOf(comparison, 'containers').gate?.status, 'no data');
  assert.equal(comparison.status, 'fail');
});

test('a tolerance on a time is undecided on another machine, however alike the times are', () => {
  const gates = [gate({ metric: 'cpuUsPerRequest', tolerance: 0.05 })];
  const before = exampleRun({ slotNoise: 0.01, gates });
  assert.equal(rowOf(compared(before, before), 'cpuUsPerRequest').gate?.status, 'pass');
  const moved = { ...before, environment: { ...before.environment, cpu: 'Other' } };
  const comparison = compared(moved, before);
  const row = rowOf(comparison, 'cpuUsPerRequest');
  assert.deepEqual(row.gate, { status: 'inconclusive', limit: 'at most +5 %, undecided: the machines differ' });
  assert.equal(row.verdict, 'inconclusive');
  assert.equal(rowOf(comparison, 'connectionsPerRequest').verdict, 'no change');
  assert.equal(comparison.status, 'inconclusive');
});

test('another machine is a warning, not a refusal', () => {
  const moved = { ...base, environment: { ...base.environment, node: '22.1.0', cpu: 'Other' } };
  const comparison = compared(moved);
  assert.equal(comparison.status, 'pass');
  assert.match(comparison.warnings.at(-1)!, /different Node.js major versions, CPU models: only counts/);
  assert.doesNotMatch(compared(base).warnings.join(), /different/);
});
