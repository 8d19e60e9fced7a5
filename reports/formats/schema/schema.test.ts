import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { laidOut } from '../../../harness/workload/schema/json-schema.js';
import { findingsJsonSchema, renderFindings, renderRateSearch, renderTrend, renderVerification } from '../../index.js';
import { exampleFindings } from '../../testing/example-findings.js';
import { checkSchema } from '../../testing/schema-check.js';

test('the published file is what the code makes; npm run schema writes it', () => {
  const file = new URL('../../../../reports/findings.schema.json', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), laidOut(findingsJsonSchema()));
});

test('a key that is missing, of another type or not described is found', () => {
  const wrong = (change: (findings: Record<string, unknown>) => void) => {
    const findings = JSON.parse(renderFindings(exampleFindings(), 'json')) as Record<string, unknown>;
    change(findings);
    return () => checkSchema('findings', JSON.stringify(findings));
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
  checkSchema('verification', text);
});

test('a search for a rate is described too', () => {
  const limiter = { kind: 'cpu', of: 'service', cores: 1 } as const;
  const text = renderRateSearch(
    {
      kind: 'rate-search',
      schemaVersion: 1,
      workload: { name: 'peak', sha256: '0'.repeat(64) },
      startedAt: '2025-01-02T00:00:00.000Z',
      measures: 'service',
      slo: { p99Ms: 100, errors: 0.001 },
      arrivals: 'poisson',
      trialMs: 2000,
      soakMs: 10_000,
      rates: {
        today: {
          ended: 'found',
          low: { perSecond: 100, held: 2 },
          high: { perSecond: 110, because: 'failed' },
          sustained: null,
          failedSoaks: [],
          limiter,
        },
      },
      trials: [
        {
          policy: 'today',
          phase: 'ramp',
          perSecond: 110,
          verdict: 'failed',
          busy: 0.9,
          tookMs: 3000,
          completedPerSecond: 101,
          p99Ms: 300,
          failedShare: 0,
          growthMsPerSecond: -1,
          breaches: ['slow'],
          limiter,
        },
      ],
      lost: null,
    },
    'json',
  );
  checkSchema('rate-search', text);
});

test('a trend is described too', () => {
  const counts = { cold: { connectionsPerRequest: 1 }, 'keep-alive': { connectionsPerRequest: null } };
  const run = { name: 'base', startedAt: '2025-01-02T00:00:00.000Z', status: 'pass', counts } as const;
  const trend = {
    kind: 'trend',
    schemaVersion: 1,
    workload: 'peak',
    metrics: ['connectionsPerRequest'],
    runs: [run],
  } as const;
  checkSchema('trend', renderTrend(trend, 'json'));
});
