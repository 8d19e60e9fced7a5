import type { Capacity, Findings } from '../../harness/model/findings/findings.js';
import { provided } from '../../harness/model/workload/provided.js';
import { count, rate, share } from '../figures/figures.js';
import type { Chart } from './chart.js';
import { bar } from './maker.js';

const FACTORS = Array.from({ length: 29 }, (_, index) => 0.2 + index * 0.05);

export function containersChart({ capacity, peakPerSecond }: Findings): Chart | null {
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

export function rateChart({ capacity, peakPerSecond, question: { fleet }, baseline }: Findings): Chart | null {
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

export function ceilingsChart({ capacity }: Findings): Chart | null {
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
      // Several bounds of one thing share a name: the one that is nearest counts.
      const uses = capacity[name]!.ceilings.flatMap((one) => (one.short === short ? (one.use ?? []) : []));
      const use = Math.max(...uses);
      return uses.length === 0 ? null : bar(use, share(use, 2));
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
