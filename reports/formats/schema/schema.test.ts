import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { laidOut } from '../../../harness/workload/schema/json-schema.js';
import { findingsJsonSchema, renderFindings, renderVerification } from '../../index.js';
import { exampleFindings } from '../../testing/example-findings.js';
import { createSchemaCheck } from '../../testing/schema-check.js';

const check = createSchemaCheck();

test('the published file is what the code makes; npm run schema writes it', () => {
  const file = new URL('../../../../reports/findings.schema.json', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), laidOut(findingsJsonSchema()));
});

test('a key that is missing, of another type or not described is found', () => {
  const wrong = (change: (findings: Record<string, unknown>) => void) => {
    const findings = JSON.parse(renderFindings(exampleFindings(), 'json')) as Record<string, unknown>;
    change(findings);
    return () => check('findings', JSON.stringify(findings));
  };
  wrong(() => {})();
  assert.throws(wrong((findings) => delete findings.trust));
  assert.throws(wrong((findings) => Object.assign(findings, { schemaVersion: 2 })));
  assert.throws(wrong((findings) => Object.assign(findings, { unheardOf: 1 })));
  assert.throws(wrong((findings) => Object.assign(findings, { warnings: [1] })));
  assert.throws(wrong((findings) => Object.assign(findings.blocks as object, { valid: null })));
});

test('a verification is described too', () => {
  const claim = { policy: 'cold', what: 'containers', value: 20, low: 19, high: 21 } as const;
  const prediction = {
    kind: 'prediction',
    schemaVersion: 1,
    workload: 'peak',
    workloadSha256: '0'.repeat(64),
    madeAt: '2025-01-01T00:00:00.000Z',
    rateFactor: 1,
    seed: 7,
    claims: [claim],
    sha256: '1'.repeat(64),
  } as const;
  const text = renderVerification(
    {
      kind: 'verification',
      schemaVersion: 1,
      by: 'run',
      prediction,
      startedAt: '2025-01-02T00:00:00.000Z',
      status: 'confirmed',
      invalid: null,
      settled: [{ claim, measured: 20, error: 0, status: 'confirmed' }],
      score: { held: 1, of: 1 },
    },
    'json',
  );
  check('verification', text);
});
