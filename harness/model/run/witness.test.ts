import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../analysis/run/findings.js';
import { guardsOf } from '../../run/guards.js';
import { exampleRun } from '../../testing/example-run.js';
import { seenBy } from '../../testing/example-slot.js';
import type { Witnesses } from './run.js';
import type { Counts, WitnessName } from './testimony.js';
import { contradiction, heldAgainst } from './witness.js';

const run = exampleRun();
const [slot] = run.slots;
const agreed = slot!.witnesses;

test('a witness is held against the sockets in everything that it counts, and no other witness is asked for', () => {
  const named = (witnesses: Witnesses) => heldAgainst(witnesses).map(({ witness, what }) => `${witness} ${what}`);
  assert.deepEqual(named(agreed), ['kernel connections', 'target connections', 'target requests', 'target handshakes']);
  assert.deepEqual(named({ ...agreed, others: {} }), []);
  const unanswered = { ...agreed.sockets, requestsCompleted: agreed.sockets.requestsCompleted - 1 };
  assert.deepEqual(named({ ...agreed, sockets: unanswered }), ['kernel connections']);
  assert.deepEqual(heldAgainst(agreed).map(contradiction), [null, null, null, null]);
});

const target = agreed.others.target as Required<Counts>;
const attempts = agreed.others.kernel!.attempts!;
const cases: readonly (readonly [string, WitnessName, Counts, 'warn' | 'drop', string])[] = [
  ['a neighbour of this network', 'kernel', { attempts: attempts + 2 }, 'warn', 'witness-saw-more'],
  ['a count of ours too many', 'kernel', { attempts: attempts - 2 }, 'drop', 'counted-too-much'],
  ['somebody else at the target', 'target', { accepts: target.accepts + 2 }, 'drop', 'witness-saw-more'],
  ['a proxy before the target', 'target', { requests: target.requests - 2 }, 'drop', 'counted-too-much'],
  ['handshakes', 'target', { handshakesFull: target.handshakesFull - 2 }, 'drop', 'counted-too-much'],
];
for (const [name, witness, changes, severity, code] of cases) {
  test(`guards and findings say the same of one difference: ${name}`, () => {
    const differs = { ...slot!, witnesses: seenBy(agreed, witness, changes) };
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
