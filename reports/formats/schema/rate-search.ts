import type { Limiter, PolicyRate, RateSearch, Trial } from '../../../harness/model/findings/rate-search.js';
import type { Guard } from '../../../harness/model/run/guard.js';
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
  optional,
  says,
  text,
  word,
} from './shape.js';

/** The highest rate that something sustains. */

const limiter = nullable(open<Limiter>('what was used up, by its kind', ['kind']));

const trial = object<Trial>({
  policy: text,
  phase: oneOf<Trial['phase']>({ ramp: true, bisect: true, soak: true }),
  perSecond: says('offered', amount),
  verdict: oneOf<Trial['verdict']>({ held: true, failed: true, undecided: true }),
  busy: nullable(amount),
  tookMs: amount,
  completedPerSecond: amount,
  p99Ms: nullable(amount),
  failedShare: amount,
  growthMsPerSecond: nullable(number),
  breaches: list(word()),
  limiter,
  guards: optional(list(open<Guard>('what was not as it is meant to be, of a trial that did not hold', ['name']))),
});

const rate = object<PolicyRate>({
  ended: word(),
  low: nullable(object<NonNullable<PolicyRate['low']>>({ perSecond: amount, held: count })),
  high: nullable(object<NonNullable<PolicyRate['high']>>({ perSecond: amount, because: word() })),
  sustained: says('the rate that held at length, requests per second', nullable(amount)),
  failedSoaks: list(amount),
  limiter,
});

export const rateSearch: JsonShape<RateSearch> = object<RateSearch>({
  kind: exactly('rate-search'),
  schemaVersion: exactly(1),
  workload,
  startedAt: text,
  measures: oneOf<RateSearch['measures']>({ service: true, client: true }),
  slo: object<RateSearch['slo']>({ p99Ms: amount, errors: amount }),
  arrivals: text,
  trialMs: amount,
  soakMs: amount,
  rates: byName(rate),
  trials: list(trial),
  lost: nullable(text),
});
