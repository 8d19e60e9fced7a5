import { mistake } from '../../model/mistake.js';
import type { ImportedThreshold } from '../../model/run/imported.js';
import { NO_TOTALS, type Tally, type Totals } from '../../model/run/tally.js';
import { failureKind, statusOf } from './failure-kind.js';
import type { Point, Seen, Tags } from './point.js';
import { COUNTED_METRICS, createPointCounts, type PointCounts } from './point-counts.js';
import type { RequestNames } from './request-names.js';
import { createValues, type Values } from './thresholds.js';

/** What was measured of one policy in one block, of any number of pods. */
export interface Slot {
  readonly policy: string;
  readonly invocation: number;
  readonly block: number;
  readonly tally: Tally;
  readonly totals: Totals;
  /** Arrivals for which no VU was free. */
  readonly dropped: number;
  /** Since 1970, from the beginning of the first request of the measured part to the end of the last; equal where there was none. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Slots {
  /** Takes what a line of a file says. Throws UserMistake. */
  add(seen: Seen, file: string): void;
  /** In the order of invocation, block and policy. Throws UserMistake for files of one slot that are of several runs. */
  all(): Slot[];
  thresholds(): ImportedThreshold[];
  /** Whether there is a point of the metric for each request: results may be written without some metrics. */
  tells(metric: string): boolean;
  /** The first request that was seen, by its URL; null where there was none. */
  url(): string | null;
  /** What the tags say of the plan; null where there are none. */
  plan(): string | null;
}

/** A count or a time beyond it, milliseconds, is no measurement. */
const MOST = 1e12;

const DROPPED = 'dropped_iterations';

/** What stands for a policy where no tag names one. */
export const UNNAMED_POLICY = 'k6';

interface Open {
  readonly policy: string;
  readonly place: Place;
  readonly counts: PointCounts;
  readonly totals: Mutable<Totals>;
  dropped: number;
  startMs: number;
  endMs: number;
  /** When the requests of each file ended. */
  readonly files: Map<string, Range>;
}

interface Range {
  first: number;
  last: number;
}

interface Place {
  readonly invocation: number;
  readonly block: number;
}

export function createSlots(names: RequestNames): Slots {
  const slots = new Map<string, Open>();
  const rules = createRules();
  const points = new Map<string, number>();
  let url: string | null = null;
  let plan: string | null = null;
  return {
    add(seen, file) {
      if (seen.kind === 'metric') return rules.learn(seen);
      const {
        holdline_plan: id = null,
        holdline_policy: policy = UNNAMED_POLICY,
        holdline_block: block = '0/0',
      } = seen.tags;
      rules.add(policy, seen);
      // Others, such as the number of VUs, are of no request, and need not be tagged.
      if (!COUNTED_METRICS.has(seen.metric) && seen.metric !== DROPPED) return;
      if (slots.size > 0 && id !== plan)
        throw mistake(
          `a point is of the plan ${id ?? '(none)'}, and those before of ${plan ?? '(none)'}`,
          'import each plan by itself',
        );
      plan = id;
      url ??= seen.metric === 'http_reqs' ? (seen.tags.url ?? null) : null;
      points.set(seen.metric, (points.get(seen.metric) ?? 0) + 1);
      const key = `${policy}\n${block}`;
      const slot = slots.get(key) ?? openSlot(policy, block);
      slots.set(key, slot);
      take(slot, seen, file, names);
    },
    all: () => [...slots.values()].map(closeSlot).toSorted(inOrder),
    thresholds: rules.all,
    tells: (metric) => (points.get(metric) ?? 0) >= (points.get('http_reqs') ?? 0),
    url: () => url,
    plan: () => plan,
  };
}

function openSlot(policy: string, block: string): Open {
  return {
    ...{ policy, place: placeOf(block), counts: createPointCounts(), totals: { ...NO_TOTALS }, dropped: 0 },
    ...{ startMs: Number.POSITIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY, files: new Map() },
  };
}

function placeOf(block: string): Place {
  const found = /^(\d{1,6})\/(\d{1,6})$/.exec(block);
  if (found === null)
    throw mistake(`a point is of the block ${block}, which is no invocation/block`, 'write HOLDLINE_BLOCK such as 0/3');
  return { invocation: Number(found[1]), block: Number(found[2]) };
}

function take(slot: Open, point: Point, file: string, names: RequestNames): void {
  const { metric, value, tags, timeMs } = point;
  if (!(value >= 0 && value <= MOST))
    throw mistake(`a point of ${metric} has the value ${value}`, 'is the file what k6 has written?');
  if (metric === DROPPED) {
    slot.dropped += Math.round(value);
    return;
  }
  addTo(slot.totals, point);
  if (metric === 'http_reqs') {
    const range = slot.files.get(file) ?? { first: timeMs, last: timeMs };
    slot.files.set(file, { first: Math.min(range.first, timeMs), last: Math.max(range.last, timeMs) });
  }
  if (tags.holdline_phase === 'lead-in') return;
  if (metric === 'http_req_duration') {
    slot.startMs = Math.min(slot.startMs, timeMs - value);
    slot.endMs = Math.max(slot.endMs, timeMs);
  }
  slot.counts.add(point, names.at(nameOf(tags), tags.method ?? 'GET'));
}

function nameOf({ name, url }: Tags): string {
  return name ?? url ?? 'request';
}

/** With the lead-in, as our own sockets would have it. */
function addTo(totals: Mutable<Totals>, { metric, value, tags }: Point): void {
  if (metric === 'http_reqs') {
    const status = statusOf(tags);
    totals.requestsSent += 1;
    if (status > 0) totals.requestsCompleted += 1;
    else if (failureKind(tags, status) === 'connect') totals.connectionsAttempted += 1;
  }
  if (value === 0) return;
  if (metric === 'http_req_tls_handshaking') totals.handshakes += 1;
  if (metric !== 'http_req_connecting') return;
  totals.connectionsAttempted += 1;
  totals.connectionsOpened += 1;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Clocks of pods are some way apart, and CSV has whole seconds. */
const APART_MS = 5000;

function closeSlot({ policy, place, counts, totals, dropped, startMs, endMs, files }: Open): Slot {
  requireOneTime(policy, files);
  const isEmpty = startMs > endMs;
  return {
    policy,
    ...place,
    tally: counts.tally(),
    totals,
    dropped,
    startMs: isEmpty ? 0 : startMs,
    endMs: isEmpty ? 0 : endMs,
  };
}

/** Pods of one run send at the same time; what follows another is another run, and would be added to it. */
function requireOneTime(policy: string, files: ReadonlyMap<string, Range>): void {
  let before: { readonly file: string; readonly last: number } | null = null;
  for (const [file, { first, last }] of [...files].toSorted(([, a], [, b]) => a.first - b.first)) {
    if (before !== null && first > before.last + APART_MS) {
      throw mistake(
        `${file} begins ${Math.round((first - before.last) / 1000)} s after ${before.file} has ended, and both are of the policy ${policy} in the same block`,
        'pods of one run send at the same time: import two runs one by one, or run each with a HOLDLINE_BLOCK of its own',
      );
    }
    before = before === null || last > before.last ? { file, last } : before;
  }
}

function inOrder(a: Slot, b: Slot): number {
  return a.invocation - b.invocation || a.block - b.block || (a.policy < b.policy ? -1 : 1);
}

/** The thresholds of whole metrics, as JSON has them; those of a part of a metric stand in summaries alone. */
function createRules() {
  const metrics = new Map<string, { readonly type: string; readonly rules: readonly string[] }>();
  const values = new Map<string, { readonly policy: string; readonly metric: string; readonly values: Values }>();
  return {
    learn({ metric, type, thresholds }: Extract<Seen, { kind: 'metric' }>): void {
      if (thresholds.length > 0) metrics.set(metric, { type, rules: thresholds });
    },
    add(policy: string, { metric, value }: Point): void {
      const known = metrics.get(metric);
      if (known === undefined) return;
      const key = `${policy}\n${metric}`;
      const found = values.get(key) ?? { policy, metric, values: createValues(known.type) };
      values.set(key, found);
      found.values.add(value);
    },
    all(): ImportedThreshold[] {
      return [...values.values()].flatMap(({ policy, metric, values: of }) =>
        (metrics.get(metric)?.rules ?? []).map((rule) => ({ policy, metric, rule, ok: of.holds(rule) })),
      );
    },
  };
}
