import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { analyse } from '../../harness/analysis/run/findings.js';
import { previewOf } from '../../harness/plan/preview.js';
import { exampleServiceRun } from '../../harness/testing/example-service.js';
import { type FormatName, renderComparison, renderFindings, renderPreview } from '../index.js';
import { COMPARED, INCOMPARABLE, LOST_REUSE } from '../testing/example-comparisons.js';
import { EXAMPLE_PLAN, exampleFindings } from '../testing/example-findings.js';
import {
  INCOMPLETE,
  INVALID,
  MANY_POLICIES,
  PLANNED,
  SAME_TWICE,
  SEQUENCE,
  SINGLE_POLICY,
  TARGET_LOST,
  TWO_REQUESTS,
} from '../testing/example-runs.js';
import { checkSchema } from '../testing/schema-check.js';

const FOLDER = new URL('../../../reports/golden/', import.meta.url);

const ELSEWHERE = { kind: 'url', origin: 'https://orders.example:8443', caFile: 'ca.pem' } as const;

const CALL_GATE = { metric: 'connectionsPerRequest', policy: 'today', call: '*', max: 0.05, tolerance: null } as const;

const FINDINGS = {
  good: exampleFindings(),
  'same-twice': SAME_TWICE,
  invalid: INVALID,
  incomplete: INCOMPLETE,
  'target-lost': TARGET_LOST,
  'two-requests': TWO_REQUESTS,
  sequence: SEQUENCE,
  'single-policy': SINGLE_POLICY,
  'many-policies': MANY_POLICIES,
  planned: PLANNED,
  service: analyse(exampleServiceRun([CALL_GATE])),
};
const PREVIEWS = {
  preview: previewOf(EXAMPLE_PLAN, { folder: 'runs/peak/2025-03-01T18-00-00Z', allowed: true }),
  'preview-refused': previewOf(
    { ...EXAMPLE_PLAN, workload: { ...EXAMPLE_PLAN.workload, target: ELSEWHERE, fleet: null } },
    { folder: 'runs/peak/2025-03-01T18-00-00Z', allowed: false },
  ),
};
const COMPARISONS = { compared: COMPARED, 'lost-reuse': LOST_REUSE, incomparable: INCOMPARABLE };
const FORMATS = { text: 'txt', markdown: 'md' } as const satisfies Partial<Record<FormatName, string>>;

function matchesGolden(name: string, actual: string): void {
  const file = new URL(name, FOLDER);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, actual);
  assert.equal(actual, readFileSync(file, 'utf8'), `${name} differs; UPDATE_GOLDEN=1 rewrites it`);
}

for (const [format, ending] of Object.entries(FORMATS) as [keyof typeof FORMATS, string][]) {
  for (const [name, findings] of Object.entries(FINDINGS)) {
    test(`findings, ${name}, ${format}`, () => {
      matchesGolden(`${name}.golden.${ending}`, renderFindings(findings, format));
    });
  }
  for (const [name, preview] of Object.entries(PREVIEWS)) {
    test(`preview, ${name}, ${format}`, () => {
      matchesGolden(`${name}.golden.${ending}`, renderPreview(preview, format));
    });
  }
  for (const [name, comparison] of Object.entries(COMPARISONS)) {
    test(`comparison, ${name}, ${format}`, () => {
      matchesGolden(`${name}.golden.${ending}`, renderComparison(comparison, format));
    });
  }
}

for (const [name, findings] of Object.entries(FINDINGS)) {
  test(`findings, ${name}, json`, () => checkSchema('findings', renderFindings(findings, 'json')));
}
for (const [name, preview] of Object.entries(PREVIEWS)) {
  test(`preview, ${name}, json`, () => checkSchema('preview', renderPreview(preview, 'json')));
}
for (const [name, comparison] of Object.entries(COMPARISONS)) {
  test(`comparison, ${name}, json`, () => checkSchema(comparison.kind, renderComparison(comparison, 'json')));
}
