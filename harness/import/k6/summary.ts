import type { ImportedThreshold } from '../../model/run/imported.js';
import { isTree } from './json-points.js';
import { UNNAMED_POLICY } from './slots.js';

/** What a summary of one pod says: sums, and no distribution that could be added to another's. */
export interface Summary {
  readonly policy: string;
  readonly plan: string | null;
  readonly block: string;
  readonly durationMs: number;
  /** When its file was written, since 1970: a summary itself has no time of day. */
  readonly writtenAtMs: number;
  readonly requests: number;
  readonly failed: number;
  readonly dropped: number;
  /** Null where nothing in the summary counts them. */
  readonly connections: number | null;
  readonly handshakes: number | null;
  readonly thresholds: readonly ImportedThreshold[];
}

type Values = Readonly<Record<string, number>>;

/** A metric in either shape: values by the names of their type. */
interface Metric {
  readonly values: Values;
  readonly thresholds: Readonly<Record<string, boolean>>;
}

/**
 * Reads what `handleSummary` is given, in the shape that k6 has by itself and in the machine-readable one, told apart by
 * what they are. Null for anything else.
 */
export function summaryOf(value: unknown, writtenAtMs: number): Summary | null {
  if (!isTree(value)) return null;
  const metrics = metricsOf(value);
  const requests = metrics?.get('http_reqs')?.values.count;
  if (metrics === null || requests === undefined) return null;
  const own = isTree(value.holdline) ? value.holdline : {};
  const policy = textOf(own.policy) ?? UNNAMED_POLICY;
  return {
    policy,
    plan: textOf(own.plan),
    block: textOf(own.block) ?? '0/0',
    durationMs: durationOf(value),
    writtenAtMs,
    requests: Math.round(requests),
    failed: Math.min(Math.round(requests), Math.round(failedOf(metrics.get('http_req_failed')))),
    dropped: Math.round(metrics.get('dropped_iterations')?.values.count ?? 0),
    connections: countOf(metrics, 'holdline_connections'),
    handshakes: countOf(metrics, 'holdline_handshakes'),
    thresholds: [...metrics].flatMap(([metric, { thresholds }]) =>
      Object.entries(thresholds).map(([rule, ok]) => ({ policy, metric, rule, ok })),
    ),
  };
}

function countOf(metrics: ReadonlyMap<string, Metric>, name: string): number | null {
  const count = metrics.get(name)?.values.count;
  return count === undefined ? null : Math.round(count);
}

/** The old shape: the values of a metric stand beside its type, and a threshold is true where it failed. */
export function isSummaryExport(value: unknown): boolean {
  if (!isTree(value) || !isTree(value.metrics)) return false;
  const { http_reqs: requests } = value.metrics;
  return isTree(requests) && typeof requests.count === 'number';
}

function metricsOf({ metrics, results }: Readonly<Record<string, unknown>>): ReadonlyMap<string, Metric> | null {
  if (isTree(metrics)) return new Map(Object.entries(metrics).map(([name, metric]) => [name, metricOf(metric)]));
  if (!isTree(results) || !Array.isArray(results.metrics)) return null;
  return new Map(results.metrics.filter(isTree).map((metric) => [String(metric.name), metricOf(metric)]));
}

function metricOf(metric: unknown): Metric {
  if (!isTree(metric)) return { values: {}, thresholds: {} };
  const thresholds = isTree(metric.thresholds) ? Object.entries(metric.thresholds) : [];
  return {
    values: isTree(metric.values) ? numbersOf(metric.values) : {},
    thresholds: Object.fromEntries(thresholds.map(([rule, one]) => [rule, isTree(one) && one.ok === true])),
  };
}

/** What is beyond it is no measurement. */
const MOST = 1e12;

/** Whole or not, and none below 0: everything here is a count, a rate or a time. */
function numbersOf(values: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    Object.entries(values).filter(
      (one): one is [string, number] => typeof one[1] === 'number' && one[1] >= 0 && one[1] <= MOST,
    ),
  );
}

/** A rate counts what is true, and what failed is that: `passes` in one shape, `matches` in the other. */
function failedOf(metric: Metric | undefined): number {
  return metric?.values.passes ?? metric?.values.matches ?? 0;
}

function durationOf({ state, config }: Readonly<Record<string, unknown>>): number {
  const { testRunDurationMs: ms } = isTree(state) ? numbersOf(state) : {};
  const { duration = 0 } = isTree(config) ? numbersOf(config) : {};
  return ms ?? Math.min(MOST, duration * 1000);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
