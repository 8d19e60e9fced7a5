import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../analysis/run/findings.js';
import { guardsOf } from '../../run/guards.js';
import { exampleRun } from '../../testing/example-run.js';
import type { Witnesses } from './run.js';
import { contradiction, testimoniesOf } from './witness.js';

const run = exampleRun();
const [slot] = run.slots;
const agreed = slot!.witnesses;

test('a witness is held against the sockets in everything that it counts, and no other witness is asked for', () => {
  const named = (witnesses: Witnesses) => testimoniesOf(witnesses).map(({ witness, what }) => `${witness} ${what}`);
  assert.deepEqual(named(agreed), ['kernel connections', 'target connections', 'target requests', 'target handshakes']);
  assert.deepEqual(named({ ...agreed, kernelActiveOpens: null, target: null }), []);
  const unanswered = { ...agreed.sockets, requestsCompleted: agreed.sockets.requestsCompleted - 1 };
  assert.deepEqual(named({ ...agreed, sockets: unanswered }), ['kernel connections']);
  assert.deepEqual(testimoniesOf(agreed).map(contradiction), [null, null, null, null]);
});

const target = agreed.target!;
const cases: readonly (readonly [string, Partial<Witnesses>, 'warn' | 'drop', string])[] = [
  ['a neighbour of this network', { kernelActiveOpens: agreed.kernelActiveOpens! + 2 }, 'warn', 'witness-saw-more'],
  ['a count of ours too many', { kernelActiveOpens: agreed.kernelActiveOpens! - 2 }, 'drop', 'counted-too-much'],
  ['somebody else at the target', { target: { ...target, accepts: target.accepts + 2 } }, 'drop', 'witness-saw-more'],
  ['a proxy before the target', { target: { ...target, requests: target.requests - 2 } }, 'drop', 'counted-too-much'],
  ['handshakes', { target: { ...target, handshakesFull: target.handshakesFull - 2 } }, 'drop', 'counted-too-much'],
];
for (const [name, changes, severity, code] of cases) {
  test(`guards and findings say the same of one difference: ${name}`, () => {
    const differs = { ...slot!, witnesses: { ...agreed, ...changes } };
    const guards = guardsOf(differs, run.plan.workload, null).filter((guard) => guard.name === 'counts-disagree');
    assert.deepEqual(
      guards.map((guard) => [guard.severity, guard.value]),
      [[severity, 2]],
    );
    const { doubts, verdict, counts } = analyse({ ...run, slots: [differs, ...run.slots.slice(1)] });
    const said = [...doubts, ...verdict.reasons].filter((doubt) => doubt.code === code);
    assert.deepEqual(
      said.map(({ figures }) => ('count' in figures ? figures.count : null)),
      [2],
    );
    assert.ok(counts.socketsAgreeWithKernel === false || counts.socketsAgreeWithTarget === false);
  });
}
