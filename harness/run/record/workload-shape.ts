import { CLIENTS, type ClientName } from '../../model/workload/clients.js';
import { METRICS, type MetricName } from '../../model/workload/metrics.js';
import { SETTING_NAMES, settingOf } from '../../model/workload/settings.js';
import {
  ARRIVALS_NAMES,
  type Design,
  DYNAMODB_OPERATIONS,
  type DynamoDbCall,
  type Feed,
  type Gate,
  type Load,
  type Pacing,
  type Policy,
  type RateStage,
  type RequestTemplate,
  type Slo,
  type Workload,
} from '../../model/workload/workload.js';
import { fleet, network, peakRange, peakSource, prices } from './fleet-shape.js';
import {
  anything,
  both,
  byKind,
  byName,
  flag,
  list,
  nullable,
  number,
  oneOf,
  optional,
  type Rows,
  type Shape,
  text,
  tree,
  whole,
} from './shape.js';
import { servicePolicy, target } from './target-shape.js';

/**
 * A workload as it stands in a record: what the analysis and the reports rely on. What a user may write is narrower, and is
 * checked where it is read.
 */

const amount = number(0);
const positive = number(Number.MIN_VALUE);
const least1 = whole(1);
const client = oneOf(...(Object.keys(CLIENTS) as ClientName[]));

const call = tree<DynamoDbCall>({
  operation: oneOf(...DYNAMODB_OPERATIONS),
  input: both(byName(anything), anything),
});

const request = tree<RequestTemplate>({
  name: text,
  weight: positive,
  method: text,
  path: text,
  headers: byName(text),
  body: nullable(text),
  dynamodb: nullable(call),
});

const stage = tree<RateStage>({ durationMs: amount, fromPerSecond: amount, toPerSecond: amount });

const everyLoad = { seed: whole(0), threads: least1 };

const load = byKind<Load>({
  open: tree({
    kind: oneOf('open'),
    stages: list(stage),
    factors: optional(list(positive)),
    arrivals: oneOf(...ARRIVALS_NAMES),
    pacing: byKind<Pacing>({
      timer: tree({ kind: oneOf('timer'), tickMs: amount }),
      precise: tree({ kind: oneOf('precise') }),
    }),
    connections: least1,
    ...everyLoad,
  }),
  closed: tree({ kind: oneOf('closed'), concurrency: least1, count: nullable(least1), ...everyLoad }),
});

/** What a setting may be is a row of the settings' own table. */
function setting(name: (typeof SETTING_NAMES)[number]): Shape<unknown> {
  const { reads, otherwise } = settingOf(name);
  const shape = readsShape(reads);
  return otherwise === undefined ? optional(shape) : shape;
}

function readsShape(reads: ReturnType<typeof settingOf>['reads']): Shape<unknown> {
  switch (reads.kind) {
    case 'flag':
      return flag;
    case 'whole':
      return whole(reads.least, reads.most);
    case 'duration':
      return amount;
    case 'choice':
      return oneOf(...reads.of);
    case 'variables':
      return byName(text);
  }
}

const policy = tree<Policy>({
  name: text,
  client: optional(client),
  service: optional(servicePolicy),
  ...(Object.fromEntries(SETTING_NAMES.map((name) => [name, setting(name)])) as unknown as Omit<
    Rows<Policy>,
    'name' | 'client' | 'service'
  >),
});

const design = tree<Design>({
  invocations: least1,
  blocks: least1,
  slotMs: amount,
  leadInMs: amount,
  warmupMs: amount,
});

const gate = tree<Gate>({
  metric: oneOf(...(Object.keys(METRICS) as MetricName[])),
  policy: text,
  call: optional(text),
  max: nullable(number(-Number.MAX_VALUE)),
  tolerance: nullable(amount),
});

export const workload: Shape<Workload> = both(
  tree<Workload>({
    name: text,
    peakPerSecond: positive,
    peakRange: optional(peakRange),
    peakSource: optional(peakSource),
    target,
    client,
    requests: list(request),
    feed: optional(tree<Feed>({ file: text, sha256: text, rows: whole(0) })),
    load,
    policies: list(policy),
    baseline: text,
    design,
    slo: tree<Slo>({ p99Ms: amount, errors: amount }),
    fleet: nullable(fleet),
    network: optional(network),
    prices: optional(prices),
    gates: list(gate),
  }),
  // Keys of later versions are compared too, whatever is in them.
  anything,
);
