import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarm, caution, note } from '../../model/findings/doubt.js';
import type { RunVerdict } from '../../model/findings/findings.js';
import { trustOf } from './trust.js';

const PASS: RunVerdict = { status: 'pass', reasons: [] };
const LOOPBACK = note('loopback', null, {});
const SPINNING = caution('spinning', null, {});
const LOSSY = alarm('lossy', 'cold', { share: 0.3, allowed: 0.001 });
const DRIFT = caution('drift', 'cold', { change: 0.2 });
const NOT_COLD = alarm('not-cold', 'cold', { sent: 100, reused: 60 });

test('notes leave the trust high: every run has some', () => {
  assert.deepEqual(trustOf(PASS, [LOOPBACK]), { level: 'high', causes: [] });
});

test('a caution makes it medium, an alarm low and the first cause', () => {
  assert.deepEqual(trustOf(PASS, [LOOPBACK, SPINNING]), { level: 'medium', causes: [SPINNING] });
  assert.deepEqual(trustOf(PASS, [SPINNING, LOSSY]), { level: 'low', causes: [LOSSY, SPINNING] });
});

test('a run that is no basis for a decision is trusted low, for its own reasons first', () => {
  const invalid: RunVerdict = { status: 'invalid', reasons: [NOT_COLD] };
  assert.deepEqual(trustOf(invalid, [SPINNING, LOSSY, DRIFT]), { level: 'low', causes: [NOT_COLD, LOSSY, SPINNING] });
});

test('what a gate or a contrast leaves open says nothing against the figures', () => {
  const more = { invocations: 6, blocks: 4, minutes: 3 };
  const open = caution('gate-open', 'cold', { metric: 'cpuUsPerRequest', value: 1, max: 1, fewest: null, ...more });
  assert.equal(trustOf({ status: 'inconclusive', reasons: [open] }, [LOOPBACK]).level, 'high');
  const cut = caution('interrupted', null, { valid: 3, planned: 12 });
  assert.deepEqual(trustOf({ status: 'incomplete', reasons: [cut] }, []), { level: 'medium', causes: [cut] });
});
