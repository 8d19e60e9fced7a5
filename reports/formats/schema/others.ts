import type {
  Compared,
  ComparisonRow,
  Difference,
  FailureCount,
  FailureRow,
  Incomparable,
  LostReuse,
  ReuseCounts,
  ReuseRow,
  RowVerdict,
} from '../../../harness/model/findings/comparison.js';
import type { Preview } from '../../../harness/model/findings/preview.js';
import type { Trend } from '../../../harness/model/findings/trend.js';
import type { Claim, Prediction, Settled, Verification } from '../../../harness/model/findings/verification.js';
import type { Accepted } from '../../../harness/model/run/interleaved.js';
import type { Written, WrittenLabel } from '../json.js';
import { interval, question, verdict, workload } from './parts.js';
import {
  amount,
  byName,
  count,
  exactly,
  flag,
  type JsonShape,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  says,
  text,
  whole,
  word,
} from './shape.js';

/** What is not of one run: two of them, a plan, a prediction. */

const label = object<WrittenLabel>({
  path: text,
  workload: text,
  startedAt: text,
  verdict,
  revision: optional(object<NonNullable<WrittenLabel['revision']>>({ ref: text, commit: nullable(text) })),
});
const difference = object<Difference>({ key: text, base: text, head: text });

const row = object<ComparisonRow>({
  policy: text,
  metric: word(),
  kind: oneOf<ComparisonRow['kind']>({ exact: true, informational: true }),
  base: nullable(number),
  head: nullable(number),
  change: says('of head against base, 0.1 for 10 % more', nullable(interval)),
  verdict: word<RowVerdict>(),
  gate: nullable(
    object<NonNullable<ComparisonRow['gate']>>({
      status: oneOf<NonNullable<ComparisonRow['gate']>['status']>({
        pass: true,
        fail: true,
        inconclusive: true,
        'no data': true,
        'not judged': true,
        accepted: true,
      }),
      limit: text,
    }),
  ),
});

const sides = object<{ readonly base: number; readonly head: number }>({ base: amount, head: amount });

const lostReuse = object<LostReuse>({
  policy: text,
  call: optional(text),
  site: optional(
    object<NonNullable<LostReuse['site']>>({
      place: text,
      usedAt: optional(text),
      cause: word(),
      file: optional(text),
    }),
  ),
  base: amount,
  head: amount,
  requests: list(object<LostReuse['requests'][number]>({ name: text, base: amount, head: amount })),
  closedByServer: nullable(sides),
  endedBy: nullable(object<NonNullable<LostReuse['endedBy']>>({ end: word(), base: amount, head: amount })),
  isGated: flag,
  isAllowed: optional(says('true: its gate allows it', exactly(true))),
});

const reuseCounts = object<ReuseCounts>({
  requests: count,
  opened: count,
  reusedShare: nullable(amount),
  mostInFlight: nullable(count),
});

const failureCount = object<FailureCount>({ failed: count, requests: count });

export const compared: JsonShape<Written<Compared>> = object<Written<Compared>>({
  kind: exactly('compared'),
  schemaVersion: exactly(1),
  base: label,
  head: label,
  interleaved: says('whether both were measured in the same blocks, so that times are judged', flag),
  status: oneOf<Compared['status']>({ pass: true, fail: true, inconclusive: true, invalid: true }),
  headline: text,
  rows: list(row),
  lostReuse: list(lostReuse),
  accepted: says(
    'what is worse, and by the trailer of a commit may be',
    list(object<Accepted>({ policy: text, metric: word(), because: text, commit: text })),
  ),
  reuse: list(object<ReuseRow>({ policy: text, request: nullable(text), base: reuseCounts, head: reuseCounts })),
  failures: list(object<FailureRow>({ policy: text, cause: text, base: failureCount, head: failureCount })),
  timesApart: list(text),
  disclosed: list(difference),
  warnings: list(text),
});

export const incomparable: JsonShape<Written<Incomparable>> = object<Written<Incomparable>>({
  kind: exactly('incomparable'),
  schemaVersion: exactly(1),
  base: label,
  head: label,
  differences: list(difference),
});

export const preview: JsonShape<Preview> = object<Preview>({
  kind: exactly('preview'),
  schemaVersion: exactly(1),
  workload,
  peakPerSecond: amount,
  offeredPerSecond: nullable(amount),
  question,
  invocations: count,
  blocks: count,
  slots: count,
  spareBlocks: count,
  durationMs: amount,
  requests: list(object<Preview['requests'][number]>({ host: nullable(text), most: nullable(count), allowed: flag })),
  folder: text,
});

const claim = object<Claim>({ policy: text, what: word(), value: number, low: number, high: number });
const status = oneOf<Settled['status']>({ confirmed: true, outside: true, refuted: true, invalid: true });

const prediction = object<Prediction>({
  kind: exactly('prediction'),
  schemaVersion: exactly(1),
  workload: text,
  workloadSha256: text,
  madeAt: text,
  rateFactor: amount,
  seed: whole,
  claims: list(claim),
  sha256: text,
});

export const verification: JsonShape<Verification> = object<Verification>({
  kind: exactly('verification'),
  schemaVersion: exactly(1),
  by: oneOf<Verification['by']>({ run: true, production: true }),
  prediction,
  startedAt: text,
  status,
  invalid: nullable(text),
  settled: list(object<Settled>({ claim, measured: nullable(number), error: nullable(number), status })),
  score: object<Verification['score']>({ held: count, of: count }),
});

export const trend: JsonShape<Trend> = object<Trend>({
  kind: exactly('trend'),
  schemaVersion: exactly(1),
  workload: text,
  metrics: list(word()),
  runs: list(
    object<Trend['runs'][number]>({
      name: text,
      startedAt: text,
      status: word(),
      counts: says('by policy and metric; null where it was not measured', byName(byName(nullable(number)))),
    }),
  ),
});
