import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Guard } from '../../harness/model/run/guard.js';
import { faultWords, guardWords } from './guard-words.js';

const tripped = { severity: 'drop', value: 1 } as const;

const cases: readonly (readonly [Guard, string])[] = [
  [
    { ...tripped, name: 'late-sends', figures: { lagMs: 9.655 } },
    '1 % of the requests left 9.7 ms or more behind their time',
  ],
  [{ ...tripped, name: 'foreign-cpu', figures: { share: 1.4807 } }, 'other processes used 148 % of a core'],
  [{ ...tripped, name: 'steal', figures: { share: 0.021 } }, 'the hypervisor took 2.1 % of a core away'],
  [{ ...tripped, name: 'failures', figures: { failed: 4, planned: 400 } }, '4 of 400 requests failed'],
  [
    {
      ...tripped,
      name: 'counts-disagree',
      figures: { witness: 'target', ours: { connections: 4, requests: 9 }, theirs: { connections: 5, requests: 8 } },
    },
    'the sockets counted 4 connections, 9 requests; the target 5 connections, 8 requests',
  ],
  [
    { ...tripped, name: 'machine-limit', figures: { failed: 7, code: 'EMFILE', message: 'ulimit -n is 256' } },
    '7 requests failed of a limit of this machine, EMFILE (ulimit -n is 256): raise it, or lower the load',
  ],
  [
    { ...tripped, name: 'nothing-completed', figures: { planned: 0, lostInLeadIn: 20 } },
    'none of 0 requests completed, and 20 of the lead-in were never answered',
  ],
  [{ ...tripped, name: 'steal', detail: 'as an old record says it' }, 'as an old record says it'],
];
for (const [guard, expected] of cases) {
  test(`a guard in words: ${expected}`, () => assert.equal(guardWords(guard), expected));
}

test('a fault of a block names its arm where it is of one', () => {
  assert.equal(faultWords({ kind: 'lost', reason: 'the replayer died' }), 'the replayer died');
  assert.equal(faultWords({ kind: 'missing', arm: 'cold' }), 'cold: slot is missing');
  assert.equal(faultWords({ kind: 'guard', arm: 'cold', guard: cases[3]![0] }), 'cold: 4 of 400 requests failed');
  const lost = { kind: 'empty', arm: 'cold', why: 'lead-in-lost', count: 90, of: 100 } as const;
  assert.equal(faultWords(lost), 'cold: 90 of 100 requests of the lead-in were never answered');
});
