import type { Agreement, Findings, GateResult } from '../../../harness/model/findings/findings.js';
import type { Report } from '../../report.js';
import type { WrittenFindings } from '../json.js';
import { capacity, deployment } from './capacity.js';
import { compared, incomparable, preview, trend, verification } from './others.js';
import { blocks, doubt, environment, merged, PARTS, question, trust, verdict, workload } from './parts.js';
import { cause, POLICY_PARTS, savings, service } from './policy.js';
import { rateSearch } from './rate-search.js';
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
  ref,
  says,
  text,
  word,
} from './shape.js';

const gate = object<GateResult>({
  metric: word(),
  policy: text,
  call: optional(text),
  max: number,
  value: nullable(number),
  status: oneOf<GateResult['status']>({
    pass: true,
    fail: true,
    inconclusive: true,
    'no data': true,
    'not judged': true,
  }),
});

const findings: JsonShape<WrittenFindings> = object<WrittenFindings>({
  schemaVersion: exactly(1),
  workload,
  startedAt: says('ISO 8601', text),
  question,
  verdict,
  lastFailures: list(cause),
  baseline: text,
  clients: byName(word()),
  peakPerSecond: amount,
  offeredPerSecond: nullable(amount),
  sequenceLength: nullable(count),
  environment,
  merged: optional(merged),
  policies: byName(ref<Findings['policies'][string]>('policy')),
  services: optional(byName(service)),
  savings: byName(savings),
  capacity: says('empty without a fleet', byName(capacity)),
  deployment: optional(deployment),
  counts: object<Agreement>({ socketsAgreeWithKernel: nullable(flag), socketsAgreeWithTarget: nullable(flag) }),
  gates: list(gate),
  blocks,
  harnessCpuUsPerRequest: nullable(amount),
  doubts: list(doubt),
  trust,
  warnings: says('the doubts, a sentence each', list(text)),
});

/** Everything that is made into a report, by the name of its kind: what has none here does not compile. */
type Artefact = 'findings' | Exclude<Report['source'], Findings>['kind'];

const ARTEFACTS: Readonly<Record<Artefact, JsonShape<unknown>>> = {
  findings,
  compared,
  incomparable,
  preview,
  verification,
  'rate-search': rateSearch,
  trend,
};

/** The JSON Schema of everything that `--json` prints: `$defs` has each artefact by its name, for those who expect one. */
export function findingsJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What holdline concludes: findings.json, and what --json prints; schemaVersion 1',
    description:
      'Within a version keys and codes may be added, and none is taken away or changes its meaning. Unknown keys are to be ignored.',
    anyOf: Object.keys(ARTEFACTS).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: { ...ARTEFACTS, ...PARTS, ...POLICY_PARTS },
  };
}
