import type { Findings, PolicyFindings } from '../../harness/model/findings/findings.js';
import { durationMs, durationUs } from '../figures/figures.js';
import type { Chart } from './chart.js';
import { bar, type Policies } from './maker.js';

const QUANTILES = ['p50', 'p90', 'p99', 'max'] as const;

export function cpuChart({ baseline }: Findings, policies: Policies): Chart | null {
  const places = policies.flatMap(([, { cpuUsBySlot = [] }]) =>
    cpuUsBySlot.map(({ invocation, block }) => `${invocation}.${block}`),
  );
  const blocks = [...new Set(places)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (blocks.length === 0) return null;
  const valueIn = (policy: PolicyFindings, place: string) =>
    (policy.cpuUsBySlot ?? []).find((one) => `${one.invocation}.${one.block}` === place)?.us ?? null;
  const columns = blocks.map((place) => {
    const [invocation, block] = place.split('.').map(Number);
    return { name: `${invocation! + 1}.${block! + 1}`, values: policies.map(([, policy]) => valueIn(policy, place)) };
  });
  return {
    title: 'CPU per request, slot by slot',
    says: `A column is a block: what stands above each other in it was measured side by side, and is compared with ${baseline}.`,
    marks: { kind: 'dots', unit: 'CPU per request', series: policies.map(([name]) => name), columns },
    table: {
      columns: ['invocation.block', ...policies.map(([name]) => name)],
      rows: columns.map(({ name, values }) => [name, ...values.map(durationUs)]),
    },
  };
}

export function latencyChart(_: Findings, policies: Policies): Chart | null {
  const groups = policies.flatMap(([name, policy]) =>
    (['responseTimeMs', 'serviceTimeMs'] as const).map((key) => ({
      name: `${name}, ${key === 'responseTimeMs' ? 'response' : 'service'} time`,
      values: QUANTILES.map((quantile) => {
        const value = policy[key][quantile];
        return value === null || value <= 0 ? null : bar(value, durationMs(value));
      }),
    })),
  );
  if (groups.every(({ values }) => values.every((one) => one === null))) return null;
  return {
    title: 'Times by percentile',
    says: 'Response time runs from when a request was meant to leave, service time from when it did; the scale is logarithmic.',
    marks: { kind: 'bars', unit: 'ms', scale: 'log', series: QUANTILES, groups },
    table: {
      columns: ['', ...QUANTILES],
      rows: groups.map(({ name, values }) => [name, ...values.map((one) => one?.text ?? 'n/a')]),
    },
  };
}

export function lagChart(_: Findings, policies: Policies): Chart | null {
  const keys = ['p50', 'p99', 'max'] as const;
  const groups = policies.map(([name, { scheduleLagMs }]) => ({
    name,
    values: keys.map((key) => {
      const value = scheduleLagMs[key];
      return value === null ? null : bar(value, durationMs(value));
    }),
  }));
  if (groups.every(({ values }) => values.every((one) => one === null))) return null;
  return {
    title: 'How late requests left',
    says: 'The lateness of the load itself: what is late here is not late because of the target.',
    marks: { kind: 'bars', unit: 'ms', scale: 'linear', series: keys, groups },
    table: {
      columns: ['policy', ...keys],
      rows: groups.map(({ name, values }) => [name, ...values.map((one) => one?.text ?? 'n/a')]),
    },
  };
}
