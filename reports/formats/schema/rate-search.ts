import type { Limiter, PolicyRate, RateSearch, Trial } from '../../../harness/model/findings/rate-search.js';
import { workload } from './parts.js';
import {
  amount,
  byName,
  count,
  exactly,
  type JsonShape,
  list,
  nullable,
  number,
  object,
  oneOf,
  open,
  says,
  text,
  word,
} from './shape.js';

/** What `holdline capacity` found. */

const limiter = open<Limiter>('what bounds a rate: its kind, and the figures of that kind', ['kind']);

const rate = object<PolicyRate>({
  ended: oneOf<PolicyRate['ended']>({ found: true, beyond: true, below: true, budget: true, interrupted: true }),
  low: says(
    'the highest rate that held each time, requests per second, and how often',
    nullable(object<NonNullable<PolicyRate['low']>>({ perSecond: amount, held: count })),
  ),
  high: says(
    'the lowest one that did not',
    nullable(
      object<NonNullable<PolicyRate['high']>>({
        perSecond: amount,
        because: oneOf<NonNullable<PolicyRate['high']>['because']>({ failed: true, undecided: true }),
      }),
    ),
  ),
  sustained: says('the rate that held at length', nullable(amount)),
  failedSoaks: list(amount),
  limiter: nullable(limiter),
});

const trial = object<Trial>({
  policy: text,
  phase: oneOf<Trial['phase']>({ ramp: true, bisect: true, soak: true }),
  perSecond: amount,
  verdict: oneOf<Trial['verdict']>({ held: true, failed: true, undecided: true }),
  busy: nullable(amount),
  tookMs: amount,
  completedPerSecond: amount,
  p99Ms: nullable(amount),
  failedShare: amount,
  growthMsPerSecond: nullable(number),
  breaches: list(word()),
  limiter: nullable(limiter),
});

export const rateSearch: JsonShape<RateSearch> = object<RateSearch>({
  kind: exactly('rate-search'),
  schemaVersion: exactly(1),
  workload,
  startedAt: says('ISO 8601', text),
  measures: oneOf<RateSearch['measures']>({ service: true, client: true }),
  slo: object<RateSearch['slo']>({ p99Ms: amount, errors: amount }),
  arrivals: text,
  trialMs: amount,
  soakMs: amount,
  rates: byName(rate),
  trials: list(trial),
  lost: nullable(text),
});
