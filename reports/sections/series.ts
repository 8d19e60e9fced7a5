import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Findings, PolicyFindings } from '../../harness/model/findings/findings.js';
import type { CounterSeries } from '../../harness/model/run/series.js';
import { LOOKUPS_METRIC, type MetricName } from '../../harness/model/workload/metrics.js';
import { left, right } from '../figures/columns.js';
import { count, NOT_AVAILABLE } from '../figures/figures.js';
import { measuredPolicies, uncounted } from '../figures/measured-policies.js';

/** Seconds of all policies together; with more of them no table is read from top to bottom. */
const MOST_POINTS = 60;

interface Figure {
  readonly title: string;
  readonly of: (series: CounterSeries) => readonly number[] | null;
  /** Which of the metrics it is of, where it is of one that an engine may not count. */
  readonly metric?: MetricName;
  /** Who counted, where it is not the replayer. */
  readonly note?: string;
  /** False where the sum over the seconds means nothing. */
  readonly adds: boolean;
}

const FIGURES: readonly Figure[] = [
  { title: 'HTTP requests', of: (series) => series.requests, adds: true },
  { title: 'TCP connections', of: (series) => series.connections, adds: true },
  {
    title: 'accepted by the target',
    of: (series) => series.accepts,
    note: 'What the target accepted is counted there, by the second in which it came: new connections at a load balancer.',
    adds: true,
  },
  { title: 'DNS lookups', of: (series) => series.lookups, metric: LOOKUPS_METRIC, adds: true },
  {
    title: 'DNS queries',
    of: (series) => series.dnsQueries,
    note: 'DNS queries are counted at the DNS server, by the second in which they came.',
    adds: true,
  },
  {
    title: 'containers (computed)',
    of: (series) => series.containers,
    note: 'Containers are computed for the rate offered in the second; the highest rate of the load stands for the peak.',
    adds: false,
  },
];

const EXPLANATION =
  'The slots of a policy end to end; the last second of a slot may be a part of one. ' +
  'Requests, connections and lookups are counted by the replayer, by the second in which the request was to leave.';

type Entry = readonly [string, PolicyFindings];

/** The least and the most of every second and what it was in all; null without any second. */
export function seriesSection(findings: Findings): Section | null {
  // Of a service they would be the load's own connections, which nobody asked about.
  if (findings.services !== undefined) return null;
  const policies = entriesOf(findings);
  if (policies.length === 0) return null;
  const figures = figuresOf(findings, policies);
  const text = [EXPLANATION, ...figures.flatMap(({ note }) => note ?? [])].join(' ');
  const blocks: Block[] = [summary(policies, figures), { kind: 'paragraph', text }];
  return { title: 'Second by second', blocks, level: 'report' };
}

/** What happened in each second; null where the seconds are so many that no table is read from top to bottom. */
export function secondsSection(findings: Findings): Section | null {
  if (findings.services !== undefined) return null;
  const policies = entriesOf(findings);
  const points = policies.reduce((sum, [, { series }]) => sum + series.requests.length, 0);
  if (points === 0 || points > MOST_POINTS) return null;
  // What is the same in every second stands in the summary already.
  const figures = figuresOf(findings, policies).filter(({ of }) =>
    policies.some(([, { series }]) => varies(of(series))),
  );
  if (figures.length === 0) return null;
  return { title: 'Every second', blocks: policies.map(bySecond(figures)), level: 'detail' };
}

function entriesOf(findings: Findings): readonly Entry[] {
  return Object.entries(measuredPolicies(findings)).filter(([, { series }]) => series.requests.length > 0);
}

/** Those that somebody counted. */
function figuresOf(findings: Findings, policies: readonly Entry[]): readonly Figure[] {
  const unknown = uncounted(findings);
  return FIGURES.filter(
    ({ of, metric }) =>
      policies.some(([, { series }]) => of(series) !== null) && (metric === undefined || !unknown.includes(metric)),
  );
}

function varies(values: readonly number[] | null): boolean {
  return values !== null && new Set(values).size > 1;
}

/** The slots end to end. */
function bySecond(figures: readonly Figure[]) {
  return ([name, { series }]: Entry): Block =>
    table(
      `second of ${name}`,
      figures,
      series.requests.map((_, second) => [
        count(second + 1),
        ...figures.map(({ of }) => count(of(series)?.[second] ?? null)),
      ]),
    );
}

function summary(policies: readonly Entry[], figures: readonly Figure[]): Block {
  const rows = policies.flatMap(([name, { series }]) => {
    const row = (title: string, value: (values: readonly number[]) => number) => [
      `${name}, ${title}`,
      ...figures.map(({ of, adds }) => {
        if (!adds && title === TOTAL) return '';
        const values = of(series);
        return values === null ? NOT_AVAILABLE : count(value(values));
      }),
    ];
    return [
      row(TOTAL, (values) => values.reduce((sum, one) => sum + one, 0)),
      row('least in a second', (values) => values.reduce((least, one) => Math.min(least, one))),
      row('most in a second', (values) => values.reduce((most, one) => Math.max(most, one))),
    ];
  });
  return table('', figures, rows);
}

const TOTAL = 'in all';

function table(first: string, figures: readonly Figure[], rows: readonly (readonly string[])[]): Block {
  const titles = figures.map(({ title }) => right(title));
  return { kind: 'table', columns: [left(first), ...titles], rows };
}
