import type { Range } from '../../model/run/connection-facts.js';
import type { Imported, ImportedThreshold } from '../../model/run/imported.js';
import { type Accepted, type Interleaved, type Revision, SIDES } from '../../model/run/interleaved.js';
import type { Arm, BlockPlan, InvocationPlan, Plan } from '../../model/run/plan.js';
import type { Environment, LostBlock, Outcome, Run } from '../../model/run/run.js';
import type { Merged, MergedShard, ShardRun } from '../../model/run/shard.js';
import { METRIC_NAMES } from '../../model/workload/metrics.js';
import { PACKAGE_SOURCES } from '../../model/workload/packages.js';
import type { Begin, Entry } from './entries.js';
import { calibration } from './fleet-shape.js';
import { serviceRecord } from './service-shape.js';
import {
  byKind,
  byName,
  flag,
  list,
  nullable,
  number,
  oneOf,
  optional,
  type Shape,
  text,
  tree,
  whole,
} from './shape.js';
import { amount, slotRecord } from './slot-shape.js';
import { cause, count, totals } from './tally-shape.js';
import { workload } from './workload-shape.js';

const arm = tree<Arm>({ name: text, policy: text, variant: nullable(text) });

const block = tree<BlockPlan>({
  invocation: count,
  index: count,
  order: list(text),
  seed: count,
  factor: optional(number(0)),
});

const plan = tree<Plan>({
  workload,
  workloadSha256: text,
  arms: list(arm),
  invocations: list(tree<InvocationPlan>({ index: count, blocks: list(block) })),
  spareBlocks: count,
});

/** Lowest and highest. */
const ports: Shape<readonly [number, number]> = (value) =>
  list(whole(0, 65_535))(value) ??
  ((value as readonly number[]).length === 2 ? null : { what: 'no pair of ports', path: '' });

const environment = tree<Environment>({
  holdline: text,
  node: text,
  openssl: text,
  cpu: text,
  cores: count,
  kernel: text,
  platform: text,
  tcpTwReuse: nullable(count),
  portRange: nullable(ports),
  variables: optional(list(text)),
  calibration: optional(calibration),
  packages: optional(byName(text)),
  packageSources: optional(byName(oneOf(...PACKAGE_SOURCES))),
});

const signed = number(-Number.MAX_VALUE);

const lostBlock = tree<LostBlock>({ invocation: count, block: count, reason: text });

/** By name, so that a key of it that may be missing is held to its type as well. */
type TargetLost = Extract<Outcome, { kind: 'target-lost' }>;

const outcome = byKind<Outcome>({
  complete: tree({ kind: oneOf('complete') }),
  interrupted: tree({ kind: oneOf('interrupted') }),
  'target-lost': tree<TargetLost>({ kind: oneOf('target-lost'), reason: text, causes: optional(list(cause)) }),
  'replayer-lost': tree({ kind: oneOf('replayer-lost'), reason: text }),
  failed: tree({ kind: oneOf('failed'), error: text }),
});

const clockAhead = tree<Range>({ low: signed, high: signed });

const merged = tree<Merged>({
  of: whole(1),
  startAt: nullable(text),
  shards: list(
    tree<MergedShard>({ index: count, outcome, mostLateMs: nullable(signed), clockAheadMs: optional(clockAhead) }),
  ),
});

const shard = tree<ShardRun>({
  index: count,
  of: whole(1),
  startAt: nullable(text),
  clockAheadMs: optional(clockAhead),
  asked: optional(totals),
  network: optional(text),
});

const interleaved = tree<Interleaved>({
  id: text,
  side: oneOf(...SIDES),
  revision: tree<Revision>({ ref: text, commit: nullable(text), folder: text, packages: byName(text) }),
  accepted: optional(list(tree<Accepted>({ policy: text, metric: text, because: text, commit: text }))),
});

const imported = tree<Imported>({
  from: oneOf('k6'),
  files: count,
  percentiles: oneOf('merged', 'not mergeable'),
  unknown: list(oneOf(...METRIC_NAMES)),
  thresholds: list(tree<ImportedThreshold>({ policy: text, metric: text, rule: text, ok: nullable(flag) })),
});

export const run = tree<Run>({
  schemaVersion: oneOf(2),
  startedAt: text,
  plan,
  environment,
  slots: list(slotRecord),
  lostBlocks: list(lostBlock),
  harnessCpuUsPerRequest: list(amount),
  services: optional(list(serviceRecord)),
  totals,
  outcome,
  shard: optional(shard),
  merged: optional(merged),
  skippedLines: optional(count),
  interleaved: optional(interleaved),
  imported: optional(imported),
});

export const entry = byKind<Entry>({
  begin: tree<Begin>({
    kind: oneOf('begin'),
    schemaVersion: oneOf(2),
    startedAt: text,
    plan,
    environment,
    shard: optional(shard),
    interleaved: optional(interleaved),
  }),
  'warm-up': tree({ kind: oneOf('warm-up'), arm: text, invocation: count, totals }),
  slot: tree({ kind: oneOf('slot'), slot: slotRecord }),
  lost: tree({ kind: oneOf('lost'), lost: lostBlock }),
  harness: tree({ kind: oneOf('harness'), cpuUsPerRequest: amount }),
  service: tree({ kind: oneOf('service'), service: serviceRecord }),
  end: tree({ kind: oneOf('end'), outcome }),
});
