import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings } from '../../harness/model/findings/findings.js';
import { EXAMPLE_FLEET } from '../../harness/testing/example-workload.js';
import { exampleFindings } from '../testing/example-findings.js';
import { arithmeticSection } from './arithmetic.js';

const text = (findings: Findings) => JSON.stringify(arithmeticSection(findings)!.blocks);

test('a count that CPU does not ask for says what does', () => {
  const found = exampleFindings();
  const cold = found.capacity.cold!;
  const loop = { name: 'event loop', use: 1, of: { count: 20, noun: 'container' } as const };
  const bound = { ...found, capacity: { ...found.capacity, cold: { ...cold, limits: [loop, ...cold.limits] } } };
  assert.match(text(bound), /20 safe, which its event loop asks for/);
  assert.doesNotMatch(text(found), /asks for/);
});

test('what a deploy takes out is part of how a count came about', () => {
  const found = exampleFindings();
  const question = { ...found.question, fleet: { ...EXAMPLE_FLEET, spare: 2 } };
  assert.match(text({ ...found, question }), /The 2 that a deploy takes out come on top/);
  assert.doesNotMatch(text(found), /deploy/);
});
