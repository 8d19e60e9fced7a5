import type { Difference } from '../../model/findings/comparison.js';
import type { Revision } from '../../model/run/interleaved.js';
import type { Run } from '../../model/run/run.js';
import type { PeakSource } from '../../model/workload/peak.js';
import { targetIdentity } from '../../model/workload/target-facts.js';
import { clientOf, type Workload } from '../../model/workload/workload.js';

export interface Differences {
  /** The runs answer different questions: nothing may be compared. */
  readonly refused: readonly Difference[];
  /** What a change may touch, and the machine: compared all the same, and shown. */
  readonly disclosed: readonly Difference[];
}

const LONGEST = 40;
const HIDDEN = '(not shown)';
const MISSING = '(none)';

/**
 * The keys in which two runs differ, in the order of the workload.
 * What is not named here as a thing that may differ is part of the question, so that a new key is refused until decided.
 */
export function differences(base: Run, head: Run): Differences {
  const of = (asked: (run: Run) => unknown, run: Run) =>
    run.interleaved === undefined ? asked(run) : withoutFolder(asked(run), run.interleaved);
  return {
    refused: differing(of(question, base), of(question, head)),
    disclosed: differing(of(circumstances, base), of(circumstances, head)),
  };
}

/** Of what is measured, before it is: the keys in which two plans ask different questions. */
export function questionDifferences(base: Planned, head: Planned): readonly Difference[] {
  return differing(withoutFolder(question(base), base), withoutFolder(question(head), head));
}

interface Planned extends Pick<Run, 'plan'> {
  readonly revision: Pick<Revision, 'folder'>;
}

/** Files of two revisions have the same places, each below a folder of its own. */
function withoutFolder(value: unknown, { revision }: { readonly revision: Pick<Revision, 'folder'> }): unknown {
  if (typeof value === 'string') return value.replaceAll(revision.folder, '.');
  if (Array.isArray(value)) return value.map((one) => withoutFolder(one, { revision }));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutFolder(child, { revision })]));
}

function question({ plan, imported }: Pick<Run, 'plan' | 'imported'>): unknown {
  const { workload } = plan;
  const {
    name,
    peakPerSecond,
    target,
    design,
    load,
    policies,
    gates: _,
    requests,
    feed,
    prices: __,
    peakSource,
    ...rest
  } = workload;
  const { slotMs, leadInMs } = design;
  // Threads follow from the cores of the machine where nobody wrote how many.
  const { seed: _seed, threads: _threads, ...replayed } = load;
  return {
    name,
    peak: peakPerSecond,
    peakSource: peakSource === undefined ? null : asked(peakSource),
    target: targetIdentity(target).asked,
    requests,
    // A file may move; what is in it is asked.
    feed: feed === undefined ? null : { sha256: feed.sha256, rows: feed.rows },
    ...rest,
    client: imported === undefined ? clientsOf(plan.workload) : imported.from,
    load: replayed,
    design: { slotMs, leadInMs },
    policies: policies
      .map((policy) => policy.name)
      .toSorted()
      .join(', '),
  };
}

/** A file may move; what is in it, and what is taken of it, is asked. */
function asked({ format, sha256, take, growth }: PeakSource): unknown {
  return { format, sha256, take, growth };
}

/** Which client replays decides what CPU and connections are, so another one asks another question. */
function clientsOf(workload: Workload): string {
  const { policies } = workload;
  const named = policies.map((policy) => `${policy.name}: ${clientOf(workload, policy)}`).toSorted();
  const names = new Set(policies.map((policy) => clientOf(workload, policy)));
  return names.size === 1 ? [...names].join() : named.join(', ');
}

function circumstances({ plan, environment }: Run): unknown {
  const { invocations, blocks, warmupMs } = plan.workload.design;
  return {
    policies: policyDefinitions(plan.workload),
    target: targetIdentity(plan.workload.target).mayDiffer,
    feed: { file: plan.workload.feed?.file ?? null },
    prices: plan.workload.prices ?? null,
    design: { invocations, blocks, warmupMs },
    load: { seed: plan.workload.load.seed, threads: plan.workload.load.threads },
    gates: gateLimits(plan.workload),
    environment: {
      ...environment,
      // Measured anew for each run, it is never the same.
      calibration: null,
      portRange: environment.portRange?.join('-') ?? null,
      variables: environment.variables?.toSorted().join(', ') || null,
    },
  };
}

function policyDefinitions({ policies }: Workload): unknown {
  return Object.fromEntries(policies.map(({ name, client: _client, ...definition }) => [name, definition]));
}

/** A metric may have several gates, and none of them may be loosened in silence. */
function gateLimits({ gates }: Workload): unknown {
  const limits: Record<string, { max: number | null; tolerance: number | null }[]> = {};
  for (const { metric, policy, max, tolerance } of gates) {
    const key = `${policy}.${metric}`;
    limits[key] = [...(limits[key] ?? []), { max, tolerance }];
  }
  return limits;
}

function differing(base: unknown, head: unknown): Difference[] {
  const [from, to] = [new Map(leaves(base, '')), new Map(leaves(head, ''))];
  const keys = [...new Set([...from.keys(), ...to.keys()])];
  return keys
    .filter((key) => from.get(key) !== to.get(key))
    .map((key) => ({ key, base: shown(key, from.get(key)), head: shown(key, to.get(key)) }));
}

/** Every value of a tree under its dotted path; what is null is as good as missing. */
function leaves(value: unknown, path: string): [string, string][] {
  if (value === null) return [];
  if (typeof value !== 'object') return [[path, typeof value === 'number' ? tidy(value) : String(value)]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`));
}

/** A peak of 200,000/min is 3333.3333333333335/s, of which fewer digits say as much. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(9)));
}

/** Bodies and headers may hold what is no reader's business. */
function shown(key: string, value: string | undefined): string {
  if (value === undefined) return MISSING;
  if (/^requests\.\d+\.(headers|body)\b/.test(key)) return HIDDEN;
  if (value.length <= LONGEST) return value;
  // Long values often differ only in how they end.
  const half = (LONGEST - 2) / 2;
  return `${value.slice(0, half)}…${value.slice(-half)}`;
}
