import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORMAT_NAMES, renderComparison, renderFindings } from '../index.js';
import { LOST_REUSE } from '../testing/example-comparisons.js';
import { exampleFindings } from '../testing/example-findings.js';
import { INVALID } from '../testing/example-runs.js';
import { jsonText } from './json.js';

test('JSON is the findings or the comparison, with sentences beside the codes', () => {
  const findings = renderFindings(INVALID, 'json');
  const { verdict, warnings, blocks, ...rest } = JSON.parse(findings);
  const { verdict: concluded, blocks: sorted, ...others } = INVALID;
  assert.deepEqual(rest, others);
  assert.deepEqual([blocks.planned, blocks.valid], [sorted.planned, sorted.valid]);
  const [first] = sorted.dropped;
  assert.deepEqual(blocks.dropped[0], { ...first, reasons: ['cold: 12 % of sends were late'], faults: first?.reasons });
  assert.deepEqual(verdict.codes, concluded.reasons);
  assert.match(verdict.reasons[1], /^cold policy cold reused connections for 5 % of 24,000 requests: check/);
  assert.deepEqual(warnings, ['loopback: no network round trips are in these numbers']);
  assert.ok(findings.startsWith('{\n  "schemaVersion": 1') && findings.endsWith('}\n'));
  const comparison = JSON.parse(renderComparison(LOST_REUSE, 'json'));
  assert.deepEqual(comparison.rows, LOST_REUSE.rows);
  assert.match(comparison.head.verdict.reasons[0], /^connectionsPerRequest of keep-alive is 0.112, over the limit/);
});

test('every format renders', () => {
  assert.deepEqual(FORMAT_NAMES, ['text', 'markdown', 'json', 'html', 'junit']);
  for (const format of FORMAT_NAMES) assert.match(renderFindings(exampleFindings(), format), /keep-alive/);
});

test('JSON is read as it was, and has no character in it that a terminal obeys or does not show', () => {
  const value = { '\u009b31m': 'a\u001b]8;;x\u0007\u202e\u2028\ufeff\u{e0041}\n', b: 'Grüße 👩' };
  const text = jsonText(value);
  assert.deepEqual(JSON.parse(text), value);
  assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u);
  assert.match(text, /Grüße 👩/);
});
