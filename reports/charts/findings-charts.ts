import type { Capacity, Findings, PolicyFindings } from '../../harness/model/findings/findings.js';
import type { CounterSeries } from '../../harness/model/run/series.js';
import { provided } from '../../harness/model/workload/provided.js';
import { count, durationMs, durationUs, figure, perRequest, rate, share } from '../figures/figures.js';
import { measuredPolicies } from '../figures/measured-policies.js';
import type { Bar, Chart, Lines } from './chart.js';

type Policies = readonly (readonly [name: string, policy: PolicyFindings])[];

/** Makes a chart of findings, or none where they have nothing for it. */
type Maker = (findings: Findings, policies: Policies) => Chart | null;

/** In the order of the page; a new chart is a function and a row. */
const CHARTS: readonly Maker[] = [
  countsChart,
  containersChart,
  rateChart,
  newConnectionsChart,
  secondsChart,
  callsChart,
  ceilingsChart,
  cpuChart,
  latencyChart,
  lagChart,
];

/** Every chart that the findings have numbers for. */
export function findingsCharts(findings: Findings): Chart[] {
  const policies = Object.entries(measuredPolicies(findings));
  return policies.length === 0 ? [] : CHARTS.flatMap((make) => make(findings, policies) ?? []);
}

const bar = (value: number, text: string, low: number | null = null, high: number | null = null): Bar => ({
  value,
  text,
  ...(low !== null && high !== null && { low, high }),
});

function countsChart(_: Findings, policies: Policies): Chart {
  const groups = policies.map(([name, { requestsSent, connections, dns }]) => ({
    name,
    values: [requestsSent, connections.opened, dns.lookups].map((value) => bar(value, count(value))),
  }));
  const series = ['HTTP requests', 'TCP connections', 'DNS lookups'];
  const fewest = policies.toSorted(([, a], [, b]) => a.connections.perRequest - b.connections.perRequest)[0]!;
  return {
    title: 'HTTP requests, TCP connections, DNS lookups',
    says: `${fewest[0]} opened ${perRequest(fewest[1].connections.perRequest)} connections for each request.`,
    marks: { kind: 'bars', unit: '', scale: 'linear', series, groups },
    table: {
      columns: ['policy', ...series],
      rows: groups.map(({ name, values }) => [name, ...values.map(({ text }) => text)]),
    },
  };
}

function containersChart({ capacity, peakPerSecond }: Findings): Chart | null {
  const all = Object.entries(capacity);
  if (all.length === 0) return null;
  const today = all[0]![1].containers.today;
  return {
    title: `Containers at ${rate(peakPerSecond)}`,
    says: 'Lean is enough for half of the draws of what is uncertain, safe for 95 % of them; the line is what runs today.',
    marks: {
      kind: 'bars',
      unit: 'containers',
      scale: 'linear',
      series: ['lean', 'safe'],
      groups: all.map(([name, { containers }]) => ({
        name,
        values: [
          bar(containers.lean, count(containers.lean)),
          bar(containers.safe, count(containers.safe), containers.low, containers.high),
        ],
      })),
      mark: { at: today, says: `${count(today)} today` },
    },
    table: {
      columns: ['policy', 'lean', 'safe', 'low', 'high'],
      rows: all.map(([name, { containers: c }]) => [name, ...[c.lean, c.safe, c.low, c.high].map(count)]),
    },
  };
}

const FACTORS = Array.from({ length: 29 }, (_, index) => 0.2 + index * 0.05);

function rateChart({ capacity, peakPerSecond, question: { fleet }, baseline }: Findings): Chart | null {
  if (fleet === null || Object.keys(capacity).length === 0) return null;
  const at = ({ exact }: Capacity, factor: number) => ({
    x: peakPerSecond * factor,
    y: provided(fleet, exact.safe * factor),
    low: provided(fleet, exact.low * factor),
    high: provided(fleet, exact.high * factor),
  });
  const series = Object.entries(capacity).map(([name, one]) => ({
    name,
    points: FACTORS.map((factor) => at(one, factor)),
  }));
  const breakEvens = Object.entries(capacity).flatMap(([name, { breakEvenPerSecond: from }]) =>
    from === null || name === baseline || from > peakPerSecond * 1.6 || from < peakPerSecond * 0.2
      ? []
      : [{ at: from, says: `${name} saves one` }],
  );
  const named = [0.8, 1, 1.2];
  return {
    title: 'Containers over the rate',
    says: 'The safe count of each policy, with the band of 95 % of the draws; marked are the peak and what is 20 % above it.',
    marks: {
      kind: 'lines',
      x: 'requests/s',
      y: 'containers',
      steps: true,
      series,
      marks: [{ at: peakPerSecond, says: 'peak' }, { at: peakPerSecond * 1.2, says: '+ 20 %' }, ...breakEvens],
    },
    table: {
      columns: ['rate', ...series.map(({ name }) => name)],
      rows: named.map((factor) => [
        rate(peakPerSecond * factor),
        ...Object.values(capacity).map((one) => count(at(one, factor).y)),
      ]),
    },
  };
}

function newConnectionsChart({ services }: Findings, policies: Policies): Chart {
  const groups = policies.map(([name, { connections }]) => ({
    name,
    values: [bar(connections.perSecondAtPeak, `${figure(connections.perSecondAtPeak)}/s`)],
  }));
  const by = services === undefined ? 'the callers together' : 'the service to what it calls';
  return {
    title: 'New connections per second at peak',
    says: `What a load balancer in between would have to accept from ${by}.`,
    marks: { kind: 'bars', unit: '/s', scale: 'linear', series: ['new connections/s'], groups },
    table: {
      columns: ['policy', 'new connections/s'],
      rows: groups.map(({ name, values }) => [name, values[0]!.text]),
    },
  };
}

/** Seconds of all policies beside each other; more of them than this are no line that anybody reads. */
const MOST_SECONDS = 240;

function secondsChart({ services }: Findings, policies: Policies): Chart | null {
  // Of a service they would be the load's own connections.
  if (services !== undefined) return null;
  const lines = policies.flatMap(([name, { series }]) => [
    lineOf(`${name}: requests`, series.requests),
    lineOf(`${name}: connections`, newConnections(series)),
  ]);
  if (lines.every(({ points }) => points.length < 2)) return null;
  return {
    title: 'HTTP requests against TCP connections, second by second',
    says: 'The slots of each policy end to end: where both lines are one, every request opened a connection.',
    marks: { kind: 'lines', x: 'second', y: 'per second', steps: false, series: lines, marks: [] },
    table: {
      columns: ['line', 'in all', 'most in a second'],
      rows: lines.map(({ name, points }) => {
        const values = points.map(({ y }) => y);
        return [name, count(values.reduce((sum, value) => sum + value, 0)), count(Math.max(0, ...values))];
      }),
    },
  };
}

function newConnections({ accepts, connections }: CounterSeries): readonly number[] {
  return accepts ?? connections;
}

function lineOf(name: string, values: readonly number[]): Lines['series'][number] {
  return { name, points: values.slice(0, MOST_SECONDS).map((y, index) => ({ x: index + 1, y })) };
}

function callsChart({ services }: Findings): Chart | null {
  const all = Object.entries(services ?? {});
  const names = all[0]?.[1].calls.map(({ name }) => name) ?? [];
  if (names.length === 0) return null;
  const groups = names.map((name) => ({
    name,
    values: all.map(([, { calls }]) => {
      const call = calls.find((one) => one.name === name);
      return call === undefined ? null : bar(call.perRequest, perRequest(call.perRequest));
    }),
  }));
  const series = all.map(([policy]) => policy);
  return {
    title: 'Connections for each request, by call',
    says: 'At 1 every request opens a connection of its own; near 0 they are reused.',
    marks: { kind: 'bars', unit: '', scale: 'linear', series, groups },
    table: {
      columns: ['call', ...series],
      rows: groups.map(({ name, values }) => [name, ...values.map((one) => one?.text ?? 'n/a')]),
    },
  };
}

function ceilingsChart({ capacity }: Findings): Chart | null {
  const series = Object.keys(capacity);
  const shorts = [
    ...new Set(
      Object.values(capacity).flatMap(({ ceilings }) => ceilings.flatMap((one) => (one.use === null ? [] : one.short))),
    ),
  ];
  if (shorts.length === 0) return null;
  const groups = shorts.map((short) => ({
    name: short,
    values: series.map((name) => {
      const use = capacity[name]!.ceilings.find((one) => one.short === short)?.use ?? null;
      return use === null ? null : bar(use, share(use, 2));
    }),
  }));
  return {
    title: 'How near each ceiling is at peak',
    says: 'The share of each limit that a policy uses; beyond 100 % it is not enough.',
    marks: { kind: 'bars', unit: '', scale: 'linear', series, groups, mark: { at: 1, says: '100 %' } },
    table: {
      columns: ['ceiling', ...series],
      rows: groups.map(({ name, values }) => [name, ...values.map((one) => one?.text ?? 'n/a')]),
    },
  };
}

function cpuChart({ baseline }: Findings, policies: Policies): Chart | null {
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

const QUANTILES = ['p50', 'p90', 'p99', 'max'] as const;

function latencyChart(_: Findings, policies: Policies): Chart | null {
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

function lagChart(_: Findings, policies: Policies): Chart | null {
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
