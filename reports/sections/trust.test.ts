import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleFindings } from '../testing/example-findings.js';
import { trustSection } from './trust.js';

test('blocks that ran in the place of dropped ones are told, so that the numbers add up', () => {
  const dropped = [1, 2, 3].map((block) => ({ invocation: 1, block, reasons: [] }));
  const told = (valid: number) =>
    JSON.stringify(trustSection(exampleFindings({ blocks: { planned: 6, valid, dropped } })));
  assert.match(told(4), /4 of 6 blocks valid, 3 dropped, 1 more ran in their place/);
  assert.match(told(3), /3 of 6 blocks valid, 3 dropped;/);
});
