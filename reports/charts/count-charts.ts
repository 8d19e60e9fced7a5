import type { Findings } from '../../harness/model/findings/findings.js';
import type { CounterSeries } from '../../harness/model/run/series.js';
import { LOOKUPS_METRIC, REUSE_METRIC } from '../../harness/model/workload/metrics.js';
import { count, figure, perRequest } from '../figures/figures.js';
import { uncounted } from '../figures/measured-policies.js';
import type { Chart, Lines } from './chart.js';
import { bar, type Policies } from './maker.js';

/** Seconds of all policies beside each other; more of them than this are no line that anybody reads. */
const MOST_SECONDS = 240;

export function countsChart(findings: Findings, policies: Policies): Chart | null {
  if (uncounted(findings).includes(REUSE_METRIC)) return null;
  const isBlind = uncounted(findings).includes(LOOKUPS_METRIC);
  const groups = policies.map(([name, { requestsSent, connections, dns }]) => ({
    name,
    values: [requestsSent, connections.opened, ...(isBlind ? [] : [dns.lookups])].map((one) => bar(one, count(one))),
  }));
  const series = ['HTTP requests', 'TCP connections', ...(isBlind ? [] : ['DNS lookups'])];
  const fewest = policies.toSorted(([, a], [, b]) => a.connections.perRequest - b.connections.perRequest)[0]!;
  return {
    title: series.join(', '),
    says: `${fewest[0]} opened ${perRequest(fewest[1].connections.perRequest)} connections for each request.`,
    marks: { kind: 'bars', unit: '', scale: 'linear', series, groups },
    table: {
      columns: ['policy', ...series],
      rows: groups.map(({ name, values }) => [name, ...values.map(({ text }) => text)]),
    },
  };
}

export function newConnectionsChart(findings: Findings, policies: Policies): Chart | null {
  if (uncounted(findings).includes(REUSE_METRIC)) return null;
  const { services } = findings;
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

export function secondsChart(findings: Findings, policies: Policies): Chart | null {
  // Of a service they would be the load's own connections.
  if (findings.services !== undefined || uncounted(findings).includes(REUSE_METRIC)) return null;
  const counted = policies.flatMap(([name, { series }]) => [
    { name: `${name}: requests`, values: series.requests },
    { name: `${name}: connections`, values: newConnections(series) },
  ]);
  if (counted.every(({ values }) => values.length < 2)) return null;
  const isCut = counted.some(({ values }) => values.length > MOST_SECONDS);
  return {
    title: 'HTTP requests against TCP connections, second by second',
    says:
      `The slots of each policy end to end${isCut ? `, the first ${count(MOST_SECONDS)} seconds of them` : ''}: ` +
      'where both lines are one, every request opened a connection.',
    marks: { kind: 'lines', x: 'second', y: 'per second', steps: false, series: counted.map(lineOf), marks: [] },
    // Of all seconds, however many are drawn.
    table: {
      columns: ['line', 'in all', 'most in a second'],
      rows: counted.map(({ name, values }) => [
        name,
        count(values.reduce((sum, value) => sum + value, 0)),
        count(values.reduce((most, value) => Math.max(most, value), 0)),
      ]),
    },
  };
}

function newConnections({ accepts, connections }: CounterSeries): readonly number[] {
  return accepts ?? connections;
}

interface Counted {
  readonly name: string;
  readonly values: readonly number[];
}

function lineOf({ name, values }: Counted): Lines['series'][number] {
  return { name, points: values.slice(0, MOST_SECONDS).map((y, index) => ({ x: index + 1, y })) };
}

export function callsChart({ services }: Findings): Chart | null {
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
