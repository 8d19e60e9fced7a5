import { MOST_BLOCKS, MOST_INVOCATIONS } from '../../model/run/design-size.js';
import { CLIENT_NAMES } from '../../model/workload/clients.js';
import { METRIC_NAMES } from '../../model/workload/metrics.js';
import { isMapping, type Path, type Problem } from '../problem.js';
import { readEven } from '../readers/plain.js';
import * as texts from '../readers/texts.js';
import { DEFAULTS } from './defaults.js';
import { fleet, network } from './fleet.js';
import { type ShapeIssue, shapeProblems } from './issues.js';
import { load } from './load.js';
import { peak } from './peak.js';
import { type PolicyFile, policy } from './policy.js';
import { request } from './request.js';
import { type ReadPeakFile, type ResolvedPeak, resolvedPeak } from './resolved-peak.js';
import { call, command, service } from './service.js';
import {
  anything,
  choice,
  jsonSchemaOf,
  knownKeys,
  list,
  mapping,
  named,
  type Read,
  salvageParts,
  value,
} from './shapes.js';
import { target } from './target.js';
import { duration, MOST_SHARE, share, text, whole } from './values.js';

const design = mapping({
  invocations: whole(1, MOST_INVOCATIONS, 'Fresh sets of processes.').prefault(DEFAULTS.design.invocations),
  blocks: value(
    readEven(2, MOST_BLOCKS),
    { type: 'integer', minimum: 2, maximum: MOST_BLOCKS, multipleOf: 2 },
    'Blocks per invocation, each with one slot of every policy; even.',
  ).prefault(DEFAULTS.design.blocks),
  slot: duration('200ms', '60s', 'How long one policy is measured at a time.').prefault(DEFAULTS.design.slot),
  leadIn: duration('0ms', '60s', 'Load before the measured part of each slot.').prefault(DEFAULTS.design.leadIn),
  warmup: duration('0ms', '10m', 'The least warm-up per policy and invocation.').prefault(DEFAULTS.design.warmup),
});

const slo = mapping({
  p99: duration('1us', '10m', 'Bound on the 99th percentile of the response time.').prefault(DEFAULTS.slo.p99),
  errors: share({ most: '100%' }, 'Largest share of requests that may fail.').prefault(DEFAULTS.slo.errors),
});

const gate = mapping({
  metric: choice(METRIC_NAMES).describe('What is checked.'),
  policy: text('The policy that it is checked for.'),
  call: text('Of a service: one of its calls, or * for each of them.').optional(),
  max: anything()
    .meta({ type: ['number', 'string'], description: 'Largest value that passes.' })
    .optional(),
  tolerance: share({ most: MOST_SHARE }, 'Largest relative increase over the base run that passes.').optional(),
}).meta({ anyOf: [{ required: ['max'] }, { required: ['tolerance'] }] });

const workload = mapping({
  name: value(texts.readSlug, { type: 'string', pattern: '^[a-z0-9-]+$' }, 'Name of the question and of its runs.'),
  peak,
  target: target.describe('What is called: exactly one of embedded, url and simulated.').optional(),
  service: service.describe('In place of target: a service of yours, which is started and measured itself.').optional(),
  calls: named(call, 'What the service calls, by name, and what stands in for it.').optional(),
  setup: command(
    'What makes a commit run before it is compared, in the top folder of its files; its lock files say if left out.',
  ).optional(),
  client: choice(CLIENT_NAMES).describe('The HTTP client; it follows the target if left out.').optional(),
  requests: list(request)
    .min(1)
    .describe('What is sent.')
    .prefault([...DEFAULTS.requests]),
  feed: text('CSV file, beside this one, whose columns fill {{column}} in the requests, row by row.').optional(),
  load: load.describe('How much is sent, and when.').prefault({}),
  policies: named(policy, 'How connections are treated, by name.', { minProperties: 1 }),
  baseline: text('The policy that the others are compared with; the first cold one if left out.').optional(),
  design: design.describe('How the experiment is laid out.').prefault({}),
  slo: slo.describe('What the service promises.').prefault({}),
  fleet: fleet.describe('What runs in production today.').optional(),
  network: network.describe('What stands between the callers and what they call.').optional(),
  prices: text(
    'JSON file of what you pay, such as those in workloads/prices; nothing has a price without it.',
  ).optional(),
  gates: list(gate).max(5).describe('Promises that are checked on every run.').prefault([]),
});

/** A workload file whose every value has been read. */
export type WorkloadFile = Omit<WrittenFile, 'peak'> & { readonly peak: ResolvedPeak };
type WrittenFile = Read<typeof workload>;
export type LoadFile = WorkloadFile['load'];
export type RequestFile = WorkloadFile['requests'][number];
export type { PolicyFile };
export type TargetFile = NonNullable<WorkloadFile['target']>;
export type { AnswerFile, CallFile, ServiceFile } from './service.js';

type Salvaged<T> = T extends readonly (infer Item)[]
  ? readonly (Salvaged<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Salvaged<T[Key]> | undefined }
    : T;

/** As much of a file as could be read; what is wrong is undefined. */
export type Draft = Omit<Salvaged<WrittenFile>, 'peak'> & { readonly peak?: ResolvedPeak | undefined };

export interface Shape {
  /** Null where anything is wrong. */
  readonly file: WorkloadFile | null;
  readonly draft: Draft;
  /** The load section, or null where anything in it is wrong. */
  readonly load: LoadFile | null;
  readonly problems: readonly Problem[];
}

export interface ShapeOptions {
  readonly nameOf: (path: Path) => string;
  readonly readPeakFile: ReadPeakFile;
}

/** Reads every value of a tree; `written` is the tree as the user wrote it, for messages. */
export function readShape(tree: unknown, written: unknown, { nameOf, readPeakFile }: ShapeOptions): Shape {
  const parsed = workload.safeParse(tree);
  const issues = withMissingTarget(parsed.success ? [] : (parsed.error.issues as readonly ShapeIssue[]), tree);
  const peakRead = isMapping(tree) ? peak.safeParse(tree.peak) : null;
  const resolved = peakRead?.success ? resolvedPeak(peakRead.data, readPeakFile) : null;
  const found = resolved !== null && 'peak' in resolved ? resolved.peak : undefined;
  const values = shapeProblems(issues, { written, nameOf, knownKeys: (path) => knownKeys(workload, path) });
  return {
    file: parsed.success && found !== undefined ? { ...parsed.data, peak: found } : null,
    // The walk below keeps the structure of the schema, which its type cannot express.
    draft: { ...(parsed.success ? parsed.data : salvaged(tree)), peak: found } as Draft,
    load: parsed.success ? parsed.data.load : loadOf(tree),
    problems: resolved !== null && 'problem' in resolved ? [...values, resolved.problem] : values,
  };
}

function salvaged(tree: unknown): Salvaged<WrittenFile> | undefined {
  return isMapping(tree) ? (salvageParts(workload, tree) as Salvaged<WrittenFile>) : undefined;
}

function loadOf(tree: unknown): LoadFile | null {
  return isMapping(tree) ? (workload.shape.load.safeParse(tree.load).data ?? null) : null;
}

/** There is a target or a service, which no mapping of the schema library says. */
function withMissingTarget(issues: readonly ShapeIssue[], tree: unknown): readonly ShapeIssue[] {
  if (!isMapping(tree) || Object.hasOwn(tree, 'target') || Object.hasOwn(tree, 'service')) return issues;
  const right = 'write target: { embedded: {} }, or service: for one of yours';
  const missing: ShapeIssue = { code: 'custom', path: ['target'], message: 'is missing', params: { right } };
  const before = issues.filter(({ path }) => ['name', 'peak'].includes(String(path[0])));
  return [...before, missing, ...issues.filter((issue) => !before.includes(issue))];
}

/** The JSON Schema of workload files, for editors. */
export function workloadJsonSchema(): Readonly<Record<string, unknown>> {
  return jsonSchemaOf(workload);
}
