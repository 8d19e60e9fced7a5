import type { BlockFault } from '../../../harness/model/findings/block-fault.js';
import type { Doubt, Trust } from '../../../harness/model/findings/doubt.js';
import type {
  ContrastVerdict,
  EnvironmentSummary,
  Interval,
  Quantiles,
  RunVerdict,
} from '../../../harness/model/findings/findings.js';
import type { MergedFindings } from '../../../harness/model/findings/merged.js';
import type { Question, QuestionRequest } from '../../../harness/model/findings/question.js';
import type { WrittenBlocks, WrittenVerdict } from '../json.js';
import {
  amount,
  byName,
  count,
  type JsonShape,
  list,
  nullable,
  number,
  object,
  oneOf,
  open,
  optional,
  ref,
  says,
  text,
  word,
} from './shape.js';

/** What several artefacts are made of. */

export const interval = ref<Interval>('interval');
export const doubt = ref<Doubt>('doubt');
export const quantiles = ref<Quantiles>('quantiles');
export const question = ref<Question>('question');
export const verdict = ref<WrittenVerdict>('verdict');

export const PARTS: Readonly<Record<string, JsonShape<unknown>>> = {
  interval: says(
    'a 95 % interval around a mean, or a wider one where several policies are compared; null where too few invocations allow none',
    object<Interval>({ mean: number, low: nullable(number), high: nullable(number) }),
  ),
  quantiles: says(
    'milliseconds; null where too few requests were measured to say',
    object<Quantiles>({
      p50: nullable(amount),
      p90: nullable(amount),
      p99: nullable(amount),
      max: nullable(amount),
    }),
  ),
  doubt: says(
    'a reason to trust a run less, or a fact that bounds what it says: a later version may know more codes',
    object<Pick<Doubt, 'code' | 'policy' | 'weight'> & { readonly figures: object }>({
      code: word(),
      policy: says('the policy that it is about, or null for the whole run', nullable(text)),
      figures: open('what its sentence shows, by name'),
      weight: oneOf<Doubt['weight']>({ alarm: true, caution: true, note: true }),
    }),
  ),
  verdict: object<WrittenVerdict>({
    status: oneOf<RunVerdict['status']>({
      pass: true,
      fail: true,
      inconclusive: true,
      invalid: true,
      incomplete: true,
      'target-lost': true,
      'replayer-lost': true,
      failed: true,
    }),
    reasons: says('a sentence each, the most important first; empty on pass', list(text)),
    codes: says('the same as data', list(doubt)),
  }),
  question: object<Question>({
    target: open('what was called, as the workload has it, with its defaults', ['kind']),
    client: word(),
    requests: list(
      object<QuestionRequest>({
        name: text,
        weight: amount,
        method: text,
        path: text,
        dynamodb: nullable(open('the operation and its input')),
        headers: list(
          object<QuestionRequest['headers'][number]>({
            name: text,
            variables: says('of the environment, which fill its value', list(text)),
          }),
        ),
      }),
    ),
    load: open('as the workload has it, times in milliseconds, rates per second', ['kind']),
    policies: list(open('a policy with what it sets', ['name'])),
    design: open('invocations, blocks and times, milliseconds', ['invocations', 'blocks', 'slotMs']),
    slo: open('p99Ms, and errors as a share of requests', ['p99Ms', 'errors']),
    fleet: nullable(open('what runs today', ['containers', 'vcpu'])),
    feed: optional(open('the file of rows that fill the requests', ['file', 'sha256'])),
    peakRange: optional(open('between which rates the peak lies, requests per second')),
    peakSource: optional(open('the file that the peak was read from', ['file', 'sha256'])),
    network: optional(open('what bounds connections between here and there')),
    prices: optional(open("of an hour, in the user's currency", ['currency'])),
  }),
};

export const environment: JsonShape<EnvironmentSummary> = object<EnvironmentSummary>({
  node: text,
  cpu: text,
  cores: count,
  kernel: text,
  holdline: text,
  packages: optional(byName(text)),
  packageSources: optional(byName(word())),
});

export const merged = object<MergedFindings>({
  of: count,
  missing: says('numbers of shards, from 0', list(count)),
  endedEarly: list(object<MergedFindings['endedEarly'][number]>({ shard: count, outcome: word() })),
  clockUnknown: list(count),
});

export const contrast = oneOf<ContrastVerdict>({
  improved: true,
  'better, size unclear': true,
  'no change': true,
  'worse, size unclear': true,
  regressed: true,
  inconclusive: true,
  'no data': true,
});

export const trust: JsonShape<Trust> = object<Trust>({
  level: oneOf<Trust['level']>({ high: true, medium: true, low: true }),
  causes: says('at most three, the heaviest first', list(doubt)),
});

export const blocks: JsonShape<WrittenBlocks> = object<WrittenBlocks>({
  planned: count,
  valid: count,
  dropped: list(
    object<WrittenBlocks['dropped'][number]>({
      invocation: count,
      block: count,
      reasons: says('a sentence each', list(text)),
      faults: says('the same as data', list(open<BlockFault>('by its kind', ['kind']))),
    }),
  ),
});

export const workload = object<{ readonly name: string; readonly sha256: string }>({ name: text, sha256: text });
