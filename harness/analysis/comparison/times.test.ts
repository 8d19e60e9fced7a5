import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../model/run/run.js';
import { base, compared, countedRun, gate, LOST, rowOf, withKeepAlive } from '../../testing/compared-runs.js';
import { exampleRun } from '../../testing/example-run.js';
import { compare } from './comparison.js';

test('handshakes are compared where there is TLS, and a gate always has a row', () => {
  const target = { ...base.plan.workload.target, tls: false } as Run['plan']['workload']['target'];
  const plain = countedRun({ target });
  assert.equal(rowOf(compared(plain, plain), 'handshakesPerRequest'), undefined);
  assert.notEqual(rowOf(compared(base), 'handshakesPerRequest'), undefined);
  const gated = countedRun({ gates: [gate({ metric: 'containers', max: 3 })] });
  const comparison = compared(gated, gated);
  assert.equal(rowOf(comparison, 'containers').gate?.status, 'not judged');
  assert.equal(comparison.status, 'pass');
});

test('on another machine no gate on a time is red, and those on counts are', () => {
  const elsewhere = (run: Run) => ({ ...run, environment: { ...run.environment, node: '22.1.0' } });
  const time = gate({ metric: 'cpuUsPerRequest', max: 100, tolerance: 0.05 });
  const moved = compared(elsewhere(withKeepAlive({ cpuUsPerRequest: 400 }, { gates: [time] })));
  assert.equal(moved.status, 'pass');
  assert.equal(rowOf(moved, 'cpuUsPerRequest').gate?.status, 'not judged');
  assert.equal(rowOf(moved, 'cpuUsPerRequest').verdict, 'not comparable');
  assert.equal(rowOf(moved, 'connectionsPerRequest').verdict, 'no change');
  assert.equal(compared(elsewhere(withKeepAlive({}, { gates: [gate({ max: 0.005 })] }))).status, 'fail');
  assert.match(compared(elsewhere(withKeepAlive(LOST))).headline, /^lost reuse/);
});

test('times: the median is compared, and what few requests do not tell is left out', () => {
  const metrics = (requestsPerSlot: number) => {
    const run = exampleRun({ requestsPerSlot, invocations: 1, blocks: 2 });
    return compared(run, run).rows.filter((row) => row.policy === 'keep-alive' && row.kind === 'informational');
  };
  assert.deepEqual(
    metrics(400).map((row) => [row.metric, row.verdict]),
    [
      ['cpuUsPerRequest', 'not judged'],
      ['responseTimeP50Ms', 'not judged'],
      ['responseTimeP99Ms', 'not judged'],
    ],
  );
  assert.deepEqual(
    metrics(50).map((row) => row.metric),
    ['cpuUsPerRequest', 'responseTimeP50Ms'],
  );
});

test('another machine is a warning, not a refusal', () => {
  const moved = { ...base, environment: { ...base.environment, node: '22.1.0', cpu: 'Other' } };
  const comparison = compared(moved);
  assert.equal(
    comparison.headline,
    'connections unchanged; times not comparable: Node.js major versions, CPU models differ',
  );
  assert.equal(comparison.status, 'pass');
  assert.match(comparison.warnings.at(-1)!, /^The runs differ in Node.js major versions, CPU models: only counts/);
  assert.doesNotMatch(compared(base).warnings.join(), /differ in/);
});

test('what another engine did not count is in no row', () => {
  const imported: Run['imported'] = {
    from: 'k6',
    files: 1,
    percentiles: 'merged',
    unknown: ['lookupsPerRequest', 'cpuUsPerRequest'],
    thresholds: [],
  };
  const run = { ...exampleRun(), imported };
  const comparison = compare({ path: 'a', run }, { path: 'b', run });
  assert.ok(comparison.kind !== 'incomparable');
  const metrics = comparison.rows.map(({ metric }) => metric);
  assert.ok(metrics.includes('connectionsPerRequest') && metrics.includes('responseTimeP99Ms'));
  assert.ok(!metrics.includes('lookupsPerRequest') && !metrics.includes('cpuUsPerRequest'));
});
