import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings } from '../../harness/model/findings/findings.js';
import { exampleFindings } from '../testing/example-findings.js';
import { peakSection } from './peak.js';

const rows = (findings: Findings, title: string) =>
  peakSection(findings).blocks.flatMap((block) =>
    block.kind === 'table' ? block.rows.filter(([first]) => first === title) : [],
  );

test('clients have a row where the policies differ in them', () => {
  assert.deepEqual(rows(exampleFindings(), 'client'), []);
  const clients = { cold: 'node-http', 'keep-alive': 'agentkeepalive' } as const;
  assert.deepEqual(rows(exampleFindings({ clients }), 'client'), [['client', 'node-http', 'agentkeepalive', '']]);
});

test('DNS queries have a row where a server of ours was asked', () => {
  const found = exampleFindings();
  assert.deepEqual(rows(found, 'DNS queries/s'), []);
  const asked = (name: string, queriesPerSecondAtPeak: number) => {
    const policy = found.policies[name]!;
    return { [name]: { ...policy, dns: { ...policy.dns, queries: 1, queriesPerSecondAtPeak } } };
  };
  const policies = { ...asked('cold', 800), ...asked('keep-alive', 50) };
  assert.deepEqual(rows(exampleFindings({ policies }), 'DNS queries/s'), [['DNS queries/s', '800', '50', '750']]);
});
