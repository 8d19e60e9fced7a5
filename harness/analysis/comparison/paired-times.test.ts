import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Compared } from '../../model/findings/comparison.js';
import type { Run, Side } from '../../model/run/run.js';
import type { Gate } from '../../model/workload/workload.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { COLD, KEEP_ALIVE } from '../../testing/example-workload.js';
import { compare, exitCodeOf } from './comparison.js';

/** One side of two interleaved runs: noise of its own slots and processes, and what its policies cost. */
function sideOf(side: Side, factor: number, options: ExampleOptions = {}): Run {
  const { noiseSeed = 1 } = options;
  const run = exampleRun({
    histograms: false,
    invocations: 6,
    blocks: 4,
    slotNoise: 0.04,
    processNoise: 0.02,
    ...options,
    policies: [COLD, KEEP_ALIVE].map((policy) => ({ ...policy, cpuUsPerRequest: policy.cpuUsPerRequest * factor })),
    noiseSeed: 2 * noiseSeed + (side === 'base' ? 0 : 1),
  });
  const revision = {
    ref: side,
    commit: side === 'base' ? 'a'.repeat(40) : null,
    folder: `/trees/${side}`,
    packages: {},
  };
  return { ...run, interleaved: { id: 'one', side, revision } };
}

function compared(base: Run, head: Run): Compared {
  const comparison = compare({ path: 'a', run: base }, { path: 'b', run: head });
  assert.equal(comparison.kind, 'compared');
  return comparison as Compared;
}

const cpuGate = (changes: Partial<Gate>): Gate => ({
  metric: 'cpuUsPerRequest',
  policy: 'keep-alive',
  max: null,
  tolerance: null,
  ...changes,
});
const cpuOf = ({ rows }: Compared) =>
  rows.find(({ metric, policy }) => metric === 'cpuUsPerRequest' && policy === 'keep-alive')!;

test('15 % more CPU in interleaved runs regresses without a gate, and the first line says by how much', () => {
  const comparison = compared(sideOf('base', 1), sideOf('head', 1.15));
  assert.equal(comparison.interleaved, true);
  assert.equal(exitCodeOf(comparison), 1);
  assert.match(
    comparison.headline,
    /^regressed: CPU per request of \S+ is 1\d(\.\d)? % more \(\d+(\.\d)? % to \d+ %\)/,
  );
  assert.deepEqual(comparison.head.revision, { ref: 'head', commit: null });
  assert.doesNotMatch(comparison.warnings.join(), /saved apart/);
});

test('a gate on a p99 that no slot has by itself is undecided and not red, and one that was not measured is red', () => {
  const gates = [{ metric: 'responseTimeP99Ms', policy: 'keep-alive', max: null, tolerance: 0.25 } as const];
  const small = { gates, histograms: true, requestsPerSlot: 100, invocations: 2, blocks: 2 };
  const open = compared(sideOf('base', 1, small), sideOf('head', 1, small));
  assert.equal(open.status, 'inconclusive');
  assert.match(
    open.headline,
    /p99 of keep-alive is not decided \(at most \+25 %, undecided: no slot .*368 requests\)\)$/,
  );
  const none = { ...small, histograms: false };
  const missing = compared(sideOf('base', 1, none), sideOf('head', 1, none));
  assert.equal(missing.status, 'fail');
  assert.match(missing.headline, /^gate failed: response time p99 of keep-alive was not measured/);
});

test('the same change in runs of other blocks is not judged', () => {
  const head = sideOf('head', 1.15);
  const comparison = compared(sideOf('base', 1), { ...head, interleaved: { ...head.interleaved!, id: 'other' } });
  assert.equal(exitCodeOf(comparison), 0);
  assert.match(comparison.headline, /times not judged$/);
});

test('less CPU is no failure, and equal CPU is called unchanged', () => {
  const less = compared(sideOf('base', 1), sideOf('head', 0.8));
  assert.equal(exitCodeOf(less), 0);
  assert.match(less.headline, /^connections unchanged; CPU per request of \S+ is 2\d(\.\d)? % less .*: improved$/);
  const quiet = { slotNoise: 0.01, processNoise: 0.005 };
  const equal = compared(sideOf('base', 1, quiet), sideOf('head', 1, quiet));
  assert.equal(equal.headline, 'connections unchanged; CPU per request unchanged');
});

test('a tolerance is decided by the pairs, and below what they tell it says what would decide it', () => {
  const gates = [cpuGate({ tolerance: 0.04 })];
  const failed = compared(sideOf('base', 1, { gates }), sideOf('head', 1.15, { gates }));
  assert.equal(cpuOf(failed).gate?.status, 'fail');
  assert.match(failed.headline, /^gate failed: CPU per request of keep-alive is 1\d(\.\d)? % more .*\(at most \+4 %\)/);
  const quiet = { gates, slotNoise: 0.05, processNoise: 0.005, blocks: 2 };
  const open = compared(sideOf('base', 1, quiet), sideOf('head', 1.01, quiet));
  assert.equal(open.status, 'inconclusive');
  assert.match(
    cpuOf(open).gate!.limit,
    /^at most \+4 %, undecided: these blocks tell changes of \S+ %; \d+ invocations of \d+ blocks \(\d+ min\) would tell$/,
  );
  const wide = [cpuGate({ tolerance: 0.3 })];
  assert.equal(
    cpuOf(compared(sideOf('base', 1, { gates: wide }), sideOf('head', 1.1, { gates: wide }))).gate?.status,
    'pass',
  );
});

test('a maximum gates too, and one invocation tells no change of CPU', () => {
  const over = [cpuGate({ max: 100 })];
  assert.equal(exitCodeOf(compared(sideOf('base', 1, { gates: over }), sideOf('head', 1, { gates: over }))), 1);
  const short = { invocations: 1, blocks: 2 };
  const quick = compared(sideOf('base', 1, short), sideOf('head', 1.3, short));
  assert.equal(quick.headline, 'connections unchanged; times not judged');
  assert.match(quick.warnings.join(), /CPU is not judged: one invocation .*--invocations 3 or more/);
  const full = compared(sideOf('base', 1), sideOf('head', 1.3));
  assert.doesNotMatch(full.warnings.join(), /CPU is not judged/);
});

test('100 comparisons of the same with itself: at most 5 fail', () => {
  const failed = Array.from({ length: 100 }, (_, seed) => {
    const noise = { invocations: 4, blocks: 2, slotNoise: 0.1, processNoise: 0.05, noiseSeed: seed + 10 };
    return exitCodeOf(compared(sideOf('base', 1, noise), sideOf('head', 1, noise)));
  }).filter((code) => code !== 0);
  assert.ok(failed.length <= 5, `${failed.length} failed`);
});

test('what a commit accepts fails no more, and is named', () => {
  const accepted = (metric: string) => [
    { policy: 'keep-alive', metric, because: 'the peer closes', commit: 'a'.repeat(40) },
  ];
  const lost = (metric: string): Run => {
    const policies = [COLD, { ...KEEP_ALIVE, keepAlive: false, connectionsPerRequest: 1 }];
    const run = exampleRun({ histograms: false, policies });
    return { ...run, interleaved: { ...sideOf('head', 1).interleaved!, accepted: accepted(metric) } };
  };
  const base = { ...exampleRun({ histograms: false }), interleaved: sideOf('base', 1).interleaved! };
  const comparison = compared(base, lost('connectionsPerRequest'));
  assert.equal(exitCodeOf(comparison), 0, comparison.headline);
  assert.match(comparison.headline, /^nothing else is worse; .*; accepted: connectionsPerRequest of keep-alive$/);
  assert.deepEqual(comparison.accepted, accepted('connectionsPerRequest'));
  assert.match(comparison.warnings.join(), /because the peer closes \(aaaaaaa\)/);
  const other = compared(base, lost('failureShare'));
  assert.equal(exitCodeOf(other), 1);
  assert.match(other.warnings.join(), /Accepted, and no worse: failureShare of keep-alive/);
});
