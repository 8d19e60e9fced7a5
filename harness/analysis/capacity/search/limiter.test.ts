import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Limiter, RateAnswer, Trial } from '../../../model/findings/rate-search.js';
import { limiterOf } from './limiter.js';

const ANSWER: RateAnswer = {
  ended: 'found',
  low: { perSecond: 100, held: 3 },
  high: null,
  sustained: 90,
  failedSoaks: [],
};

const soak = (perSecond: number, limiter: Limiter): Trial => ({
  ...{ phase: 'soak', policy: 'today', perSecond, verdict: 'failed', limiter, tookMs: 1 },
  ...{ busy: null, completedPerSecond: 0, p99Ms: null, failedShare: 0, growthMsPerSecond: null, breaches: [] },
});

test('what bounds a rate is what the lowest one met that did not hold at length', () => {
  const trials = [soak(100, { kind: 'waiting' }), soak(95, { kind: 'lost', reason: 'gone' })];
  assert.equal(limiterOf(trials, { ...ANSWER, failedSoaks: [100, 95] })?.kind, 'lost');
  assert.equal(limiterOf(trials, { ...ANSWER, failedSoaks: [100] })?.kind, 'waiting');
});
