import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings } from '../harness/model/findings.js';
import { exampleFindings } from './example-findings.js';
import { peakSection } from './peak-section.js';

const clientRows = (findings: Findings) =>
  peakSection(findings).blocks.flatMap((block) =>
    block.kind === 'table' ? block.rows.filter(([title]) => title === 'client') : [],
  );

test('clients have a row where the policies differ in them', () => {
  assert.deepEqual(clientRows(exampleFindings()), []);
  const clients = { cold: 'node-http', 'keep-alive': 'agentkeepalive' } as const;
  assert.deepEqual(clientRows(exampleFindings({ clients })), [['client', 'node-http', 'agentkeepalive', '']]);
});
