import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyRate, RateSearch, Trial } from '../../harness/model/findings/rate-search.js';
import { renderRateSearch } from '../index.js';

const HELD: Trial = {
  policy: 'today',
  phase: 'ramp',
  perSecond: 60,
  tookMs: 1000,
  verdict: 'held',
  busy: 0.5,
  completedPerSecond: 60,
  p99Ms: 12,
  failedShare: 0,
  growthMsPerSecond: 0,
  breaches: [],
  limiter: { kind: 'event-loop', of: 'service', share: 0.5 },
};
const FAILED: Trial = {
  ...HELD,
  perSecond: 120,
  verdict: 'failed',
  p99Ms: 312,
  breaches: ['slow'],
  limiter: { kind: 'event-loop', of: 'service', share: 0.97 },
  guards: [{ name: 'foreign-cpu', severity: 'warn', value: 0.8, figures: { share: 0.8 } }],
};
const RATE: PolicyRate = {
  ended: 'budget',
  low: { perSecond: 60, held: 1 },
  high: null,
  sustained: null,
  failedSoaks: [],
  limiter: HELD.limiter,
};

function text(rate: Partial<PolicyRate>, trials: readonly Trial[] = [HELD]): string {
  const search: RateSearch = {
    kind: 'rate-search',
    schemaVersion: 1,
    workload: { name: 'w', sha256: 'a'.repeat(64) },
    startedAt: '2025-01-01T00:00:00.000Z',
    measures: 'service',
    slo: { p99Ms: 100, errors: 0.01 },
    arrivals: 'uniform',
    trialMs: 2000,
    soakMs: 30_000,
    rates: { today: { ...RATE, ...rate } },
    trials,
    lost: null,
  };
  return renderRateSearch(search, 'markdown').replaceAll('\\', '');
}

test('a search that does not know its answer says what is open, and what would tell', () => {
  assert.match(
    text({}),
    /today: the budget was spent: no rate has failed, so that nothing is known of the highest one/,
  );
  assert.match(
    text({ low: null }),
    /no rate has held, and none has failed often enough: a larger --budget tells, or a --from/,
  );
  const high = { perSecond: 120, because: 'failed' } as const;
  assert.match(text({ high }), /no rate has held at length, so that none is confirmed: .* or a shorter --soak/);
  assert.match(text({ high, sustained: 60 }), /before the bracket was closed: a larger --budget narrows it/);
  assert.match(text({ ended: 'found', high, failedSoaks: [60] }), /none is confirmed: run it again with nothing else/);
  assert.doesNotMatch(text({ ended: 'found', high, sustained: 60 }), /none is confirmed|budget/);
});

test('a trial that did not hold says what it broke and by how much, what was used up, and what else was wrong', () => {
  const row = (trial: Partial<Trial>) =>
    text({}, [{ ...FAILED, ...trial }])
      .split('\n')
      .find((line) => line.includes('| ramp')) ?? '';
  assert.match(
    row({}),
    /failed: p99 312 ms, over 100 ms; the event loop of the service, busy 97 % of the time; other processes used 80 % of a core/,
  );
  const errors = { kind: 'errors', share: 0.042, code: '503', message: '' } as const;
  assert.match(
    row({ breaches: ['errors'], failedShare: 0.042, limiter: errors }),
    /failed: 4\.2 % failed, over 1 %; errors: /,
  );
  assert.match(
    row({ breaches: ['falls behind'], growthMsPerSecond: 45 }),
    /failed: answers took 45 ms longer each second/,
  );
  assert.match(row({ breaches: ['slow'], p99Ms: null }), /failed: nothing was answered/);
  assert.match(
    row({ breaches: ['lost'], limiter: { kind: 'lost', reason: 'it ended with exit code 3' } }),
    /failed: it did not go on to its end; it was lost: it ended with exit code 3/,
  );
  assert.match(
    row({ verdict: 'undecided', limiter: { kind: 'generator', why: 'late-sends' } }),
    /undecided: p99 312 ms.*the generator: /,
  );
});

test('a rate whose soak decided nothing was tried at length all the same', () => {
  const soak: Trial = { ...HELD, phase: 'soak', verdict: 'undecided' };
  assert.match(text({}, [HELD, soak]), /\| 60 or more \| undecided \|/);
  assert.match(text({}), /\| 60 or more \| not tried \|/);
});
