import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockFault } from '../../harness/model/findings/block-fault.js';
import type { DoubtOf } from '../../harness/model/findings/doubt.js';
import type { Guard } from '../../harness/model/run/guard.js';
import { VERDICT_WORDS } from './verdict-words.js';

const tripped = { severity: 'drop', value: 1 } as const;

function actionOf(first: BlockFault | null): string | null {
  const figures = { bad: 2, measured: 5, most: 0.2, first };
  return VERDICT_WORDS['bad-blocks']({ figures } as DoubtOf<'bad-blocks'>).action;
}

test('where sends were late, the bound that a workload sets on that is named, and nowhere else', () => {
  const late: Guard = { ...tripped, name: 'late-sends', figures: { lagMs: 65 } };
  assert.match(actionOf({ kind: 'guard', arm: 'cold', guard: late })!, /quieten .*late by half of slo\.p99$/);
  const steal: Guard = { ...tripped, name: 'steal', figures: { share: 0.2 } };
  assert.doesNotMatch(actionOf({ kind: 'guard', arm: 'cold', guard: steal })!, /slo/);
  assert.doesNotMatch(actionOf(null)!, /slo/);
});
