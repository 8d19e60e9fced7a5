import type { Production, Seen } from '../model/findings/production.js';
import { CLOUDWATCH_FORMAT, parsed } from './peak/cloudwatch.js';
import type { Points } from './peak/points.js';
import { PROMETHEUS_FORMAT } from './peak/prometheus.js';
import { isMapping, type Reading, right, wrong } from './problem.js';

/** What is told of production, and how each is brought to one number. */
const SERIES = ['containers', 'cpu', 'connections', 'requests'] as const;
type SeriesName = (typeof SERIES)[number];

const REMEDY =
  'give the answer of `aws cloudwatch get-metric-data` whose Ids are containers, cpu, connections and requests, or a mapping of those names, each with the answer of a Prometheus range query';

/** Told as shares of a hundred by CloudWatch, and as sums of their period; Prometheus has utilisations and rates. */
interface Series {
  readonly points: Points['points'];
  readonly isCloudWatch: boolean;
}

/** Before and after a roll-out at a moment, milliseconds since 1970: the mean of each series on both sides of it. */
export function productionOfJson(text: string, rolloutMs: number): Reading<Production> {
  const json = parsed(text);
  if (!isMapping(json)) return wrong('it is not JSON of CloudWatch or Prometheus', REMEDY);
  const found = new Map<SeriesName, Series>();
  for (const name of SERIES) {
    const series = seriesIn(json, name);
    if (series === null) continue;
    if (!series.ok) return wrong(`${name}: ${series.wrong}`, series.right);
    found.set(name, series.value);
  }
  const missing = (['containers', 'cpu'] as const).find((name) => !found.has(name));
  if (missing !== undefined) return wrong(`it has no series ${missing}`, REMEDY);
  const before = seenOn(found, (atMs) => atMs < rolloutMs);
  const after = seenOn(found, (atMs) => atMs >= rolloutMs);
  if (before === null || after === null)
    return wrong(
      `it has no containers or CPU ${before === null ? 'before' : 'after'} ${new Date(rolloutMs).toISOString()}`,
      'give times on both sides of --rollout',
    );
  if ((before.requestsPerSecond === null) !== (after.requestsPerSecond === null))
    return wrong('it tells the requests of one side of the roll-out only', 'give those of both, or of neither');
  return right({ before, after });
}

/** Null where the file has none of that name. */
function seriesIn(json: Readonly<Record<string, unknown>>, name: SeriesName): Reading<Series> | null {
  if (Array.isArray(json.MetricDataResults)) {
    const own = (json.MetricDataResults as readonly unknown[]).filter((one) => isMapping(one) && one.Id === name);
    return own.length === 0 ? null : ofCloudWatch({ MetricDataResults: own });
  }
  const answer = json[name];
  if (!isMapping(answer)) return null;
  if (!isMapping(answer.data)) return ofCloudWatch(answer);
  const { result } = answer.data;
  if (name === 'cpu' && Array.isArray(result) && result.length > 1)
    return wrong(`it has ${result.length} series`, 'ask for the mean of all containers: avg(...)');
  return withSource(PROMETHEUS_FORMAT.read(JSON.stringify(answer), OPTIONS), false);
}

const OPTIONS = { time: null, column: null, timeZone: 'UTC' } as const;

function ofCloudWatch(answer: unknown): Reading<Series> {
  return withSource(CLOUDWATCH_FORMAT.read(JSON.stringify(answer), OPTIONS), true);
}

function withSource(points: Reading<Points>, isCloudWatch: boolean): Reading<Series> {
  if (!points.ok) return points;
  return right({ points: points.value.points, isCloudWatch });
}

function seenOn(found: ReadonlyMap<SeriesName, Series>, isOn: (atMs: number) => boolean): Seen | null {
  const mean = (name: SeriesName, dividedBy: (series: Series) => number): number | null => {
    const series = found.get(name);
    const own = series?.points.filter(({ atMs }) => isOn(atMs)) ?? [];
    if (series === undefined || own.length === 0) return null;
    return own.reduce((sum, { value }) => sum + value, 0) / own.length / dividedBy(series);
  };
  const containers = mean('containers', () => 1);
  const cpu = mean('cpu', ({ isCloudWatch }) => (isCloudWatch ? 100 : 1));
  if (containers === null || cpu === null) return null;
  return {
    containers,
    cpu,
    connectionsPerSecond: mean('connections', secondsOf),
    requestsPerSecond: mean('requests', secondsOf),
  };
}

/** CloudWatch has sums of periods, the shortest distance of two. */
function secondsOf({ points, isCloudWatch }: Series): number {
  if (!isCloudWatch) return 1;
  const times = points.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  const periods = times.slice(1).map((atMs, place) => atMs - times[place]!);
  return periods.length === 0 ? 60 : Math.min(...periods) / 1000;
}
