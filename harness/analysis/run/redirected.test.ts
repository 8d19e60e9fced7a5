import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyFindings } from '../../model/findings/findings.js';
import { redirectDoubts } from './redirected.js';

const told = (...statuses: readonly PolicyFindings['statuses'][]) =>
  redirectDoubts(
    Object.fromEntries(statuses.map((one, index) => [`policy-${index}`, { statuses: one } as PolicyFindings])),
  );

test('a run that was mostly redirected says so, and one that was sometimes does not', () => {
  assert.deepEqual(
    told({ 302: 25 }, { 200: 5, 308: 20 }).map(({ code, figures }) => [code, figures]),
    [['redirected', { answers: 45, of: 50 }]],
  );
  assert.deepEqual(told({ 200: 25, 302: 25 }), []);
  assert.deepEqual(told({ 304: 25 }, { 404: 3 }), []);
  assert.deepEqual(told({}, {}), []);
});
