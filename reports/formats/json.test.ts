import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORMAT_NAMES, renderComparison, renderFindings } from '../index.js';
import { COMPARED, exampleFindings } from '../testing/example-findings.js';

test('JSON is the findings or the comparison, and nothing else', () => {
  const findings = renderFindings(exampleFindings(), 'json');
  assert.deepEqual(JSON.parse(findings), exampleFindings());
  assert.ok(findings.startsWith('{\n  "schemaVersion": 1') && findings.endsWith('}\n'));
  assert.deepEqual(JSON.parse(renderComparison(COMPARED, 'json')), COMPARED);
});

test('every format renders', () => {
  assert.deepEqual(FORMAT_NAMES, ['text', 'markdown', 'json']);
  for (const format of FORMAT_NAMES) assert.match(renderFindings(exampleFindings(), format), /keep-alive/);
});
