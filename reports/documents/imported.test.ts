import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../harness/analysis/run/findings.js';
import type { Imported } from '../../harness/model/run/imported.js';
import { exampleRun } from '../../harness/testing/example-run.js';
import { otlpText } from '../formats/otlp.js';
import { renderFindings } from '../index.js';

const imported: Imported = {
  from: 'k6',
  files: 1,
  percentiles: 'merged',
  unknown: ['cpuUsPerRequest', 'lookupsPerRequest'],
  thresholds: [],
};

test('what another engine did not count is no figure of any report', () => {
  const run = exampleRun({ edit: (slot) => ({ ...slot, cpu: { userUs: 0, systemUs: 0 } }) });
  const findings = analyse({ ...run, imported });
  for (const format of ['text', 'html'] as const) {
    const report = renderFindings(findings, format);
    assert.match(report, /CPU was not measured\./);
    assert.doesNotMatch(report, / 0 µs|CPU is measured|DNS lookups(?! per)/);
  }
  const otlp = otlpText({ findings, durations: [], endedAtMs: 0, host: null });
  assert.doesNotMatch(otlp, /holdline\.cpu|holdline\.dns/);
  assert.match(otlpText({ findings: analyse(run), durations: [], endedAtMs: 0, host: null }), /holdline\.dns/);
});

test('where connections were not counted either, nothing is said of them', () => {
  const run = exampleRun({ edit: (slot) => ({ ...slot, cpu: { userUs: 0, systemUs: 0 } }) });
  const unknown = [...imported.unknown, 'connectionsPerRequest'] as const;
  const findings = analyse({ ...run, imported: { ...imported, unknown } });
  const text = renderFindings(findings, 'text');
  assert.match(text, /^neither connections nor CPU of cold, keep-alive were counted/);
  assert.match(text, /Connections were not counted\. CPU was not measured\./);
  assert.doesNotMatch(text, /new connections\/s|connections opened|saves/);
  assert.doesNotMatch(renderFindings(findings, 'html'), /TCP connections, second|New connections per second/);
  assert.doesNotMatch(otlpText({ findings, durations: [], endedAtMs: 0, host: null }), /holdline\.connections/);
});
