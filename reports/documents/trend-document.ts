import type { Block, ReportDocument, Section } from '../../harness/model/findings/document.js';
import type { Trend } from '../../harness/model/findings/trend.js';
import { METRICS, type MetricName } from '../../harness/model/workload/metrics.js';
import { left, right } from '../figures/columns.js';
import { plural } from '../figures/figures.js';
import { metricText } from '../figures/metrics.js';

/** From this relative change on, and this much, a count has moved; of failures no share is too small. */
const MOVED = 0.1;
const leastOf = (metric: MetricName): number => (METRICS[metric].unit === 'share' ? 0 : 0.02);

/** How the exact counts of a workload went over its runs: a table for each policy, and a line that is drawn in blocks. */
export function trendDocument(trend: Trend): ReportDocument {
  const { workload, runs } = trend;
  const policies = [...new Set(runs.flatMap(({ counts }) => Object.keys(counts)))];
  const moved = policies.flatMap((policy) => movements(trend, policy));
  const [first, ...others] = moved;
  const more = others.length === 0 ? '' : `, and ${plural(others.length, 'count')} more`;
  return {
    headline: first === undefined ? unmoved(trend) : `${first}${more}`,
    tone: 'neutral',
    sections: policies.map((policy) => section(trend, policy)),
    footer: [
      `workload ${workload}`,
      'exact counts alone: times of runs that were saved apart are not held against each other',
    ],
  };
}

/** Of the last two runs: what moved before them is in the tables. */
function unmoved({ runs }: Trend): string {
  const [last, before] = runs.toReversed();
  if (last === undefined || before === undefined)
    return `${plural(runs.length, 'run')}: there is nothing to hold it against`;
  const isMissing = [last, before].find(({ counts }) => Object.values(counts).every(isEmpty));
  if (isMissing !== undefined) return `${isMissing.name} counted nothing that another run could be held against`;
  return `no count of the last run moved from the one before it, of ${plural(runs.length, 'run')}`;
}

function isEmpty(values: Trend['runs'][number]['counts'][string]): boolean {
  return Object.values(values).every((value) => value === null);
}

function valuesOf({ runs }: Trend, policy: string, metric: MetricName): (number | null)[] {
  return runs.map(({ counts }) => counts[policy]?.[metric] ?? null);
}

/** Where a count of the last run is another one than that of the run before it. */
function movements(trend: Trend, policy: string): string[] {
  return trend.metrics.flatMap((metric) => {
    const [to, from] = valuesOf(trend, policy, metric).toReversed();
    if (from == null || to == null || Math.abs(to - from) <= Math.max(leastOf(metric), MOVED * from)) return [];
    const { label, write } = metricText(metric);
    return [`${label} of ${policy} is ${write(to)}, was ${write(from)}`];
  });
}

function section(trend: Trend, policy: string): Section {
  const { metrics, runs } = trend;
  const columns = [left('run'), left('verdict'), ...metrics.map((metric) => right(metricText(metric).label))];
  const rows = runs.map(({ name, status, counts }) => [
    name,
    status,
    ...metrics.map((metric) => metricText(metric).write(counts[policy]?.[metric] ?? null)),
  ]);
  const lines = metrics.map((metric) => `${metricText(metric).label}: ${drawn(valuesOf(trend, policy, metric))}`);
  const blocks: Block[] = [
    { kind: 'table', columns, rows },
    { kind: 'list', items: lines },
  ];
  return { title: `policy ${policy}`, blocks, level: 'report' };
}

const HEIGHTS = '▁▂▃▄▅▆▇█';

/** A block for each run, from none to the most; a dot where there is no value. */
function drawn(values: readonly (number | null)[]): string {
  const most = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) =>
      value === null ? '·' : HEIGHTS[most === 0 ? 0 : Math.round((value / most) * (HEIGHTS.length - 1))],
    )
    .join('');
}
