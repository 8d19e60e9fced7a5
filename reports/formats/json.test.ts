import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORMAT_NAMES, renderComparison, renderFindings } from '../index.js';
import { exampleFindings, INVALID, LOST_REUSE } from '../testing/example-findings.js';

test('JSON is the findings or the comparison, with sentences beside the codes', () => {
  const findings = renderFindings(INVALID, 'json');
  const { verdict, warnings, ...rest } = JSON.parse(findings);
  const { verdict: concluded, ...others } = INVALID;
  assert.deepEqual(rest, others);
  assert.deepEqual(verdict.codes, concluded.reasons);
  assert.match(verdict.reasons[1], /^cold policy cold reused connections for 5 % of 24,000 requests: check/);
  assert.deepEqual(warnings, ['loopback: no network round trips are in these numbers']);
  assert.ok(findings.startsWith('{\n  "schemaVersion": 1') && findings.endsWith('}\n'));
  const comparison = JSON.parse(renderComparison(LOST_REUSE, 'json'));
  assert.deepEqual(comparison.rows, LOST_REUSE.rows);
  assert.match(comparison.head.verdict.reasons[0], /^connectionsPerRequest of keep-alive is 0.112, over the limit/);
});

test('every format renders', () => {
  assert.deepEqual(FORMAT_NAMES, ['text', 'markdown', 'json']);
  for (const format of FORMAT_NAMES) assert.match(renderFindings(exampleFindings(), format), /keep-alive/);
});
