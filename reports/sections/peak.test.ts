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

test('that there were too few invocations is said only where there were, and no interval of what has none', () => {
  const found = exampleFindings();
  const own = found.savings['keep-alive']!;
  const verdict = (cpuPercent: typeof own.cpuPercent) => {
    const savings = { 'keep-alive': { ...own, verdict: 'no data' as const, cpuPercent } };
    return rows(exampleFindings({ savings }), 'CPU, verdict')[0]?.at(-1);
  };
  const unsure = { mean: 73, low: null, high: null };
  assert.deepEqual([verdict(unsure), verdict(null)], ['too few invocations to tell', 'nothing to compare']);
  const policies = Object.entries(found.policies).map(([name, policy]) => [
    name,
    { ...policy, cpuUsPerRequest: unsure },
  ]);
  const text = (findings: Findings) => JSON.stringify(peakSection(findings).blocks.at(-1));
  assert.match(text(found), /CPU is measured, with a 95 % interval\./);
  assert.match(
    text(exampleFindings({ policies: Object.fromEntries(policies) })),
    /CPU is measured, without an interval/,
  );
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
