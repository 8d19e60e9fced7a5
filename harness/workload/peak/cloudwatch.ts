import { isMapping, type Reading, right, wrong } from '../problem.js';
import { addedUp, type PeakFormat, type Point, type Points } from './points.js';

const REMEDY =
  'give what `aws cloudwatch get-metric-data` or `get-metric-statistics` printed of RequestCount, with the statistic Sum';

/** Both commands give times in no order, and several results of which each is one load balancer. */
export const CLOUDWATCH_FORMAT: PeakFormat = {
  remedy: REMEDY,
  read(text) {
    const json = parsed(text);
    if (!isMapping(json)) return wrong('it is not JSON of CloudWatch', REMEDY);
    if (Array.isArray(json.MetricDataResults)) return ofData(json.MetricDataResults);
    if (Array.isArray(json.Datapoints)) return ofStatistics(json.Datapoints);
    return wrong('it has neither MetricDataResults nor Datapoints', REMEDY);
  },
};

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ofData(results: readonly unknown[]): Reading<Points> {
  const points: Point[] = [];
  for (const result of results) {
    if (!isMapping(result) || !Array.isArray(result.Timestamps) || !Array.isArray(result.Values))
      return wrong('a result has no Timestamps and Values', REMEDY);
    if (result.StatusCode === 'PartialData')
      return wrong('a result is partial (StatusCode: PartialData)', 'ask again with its NextToken');
    if (result.Timestamps.length !== result.Values.length)
      return wrong('a result has more Timestamps than Values, or fewer', REMEDY);
    for (const [place, time] of result.Timestamps.entries()) {
      const point = pointOf(time, result.Values[place]);
      if (point === null) return wrong('a result has a time or a value that is none', REMEDY);
      points.push(point);
    }
  }
  return right({ points: addedUp(points), unit: 'count' });
}

function ofStatistics(datapoints: readonly unknown[]): Reading<Points> {
  const points: Point[] = [];
  for (const one of datapoints) {
    const point = isMapping(one) ? pointOf(one.Timestamp, one.Sum) : null;
    if (point === null) return wrong('a datapoint has no Timestamp and Sum', REMEDY);
    points.push(point);
  }
  return right({ points: addedUp(points), unit: 'count' });
}

function pointOf(time: unknown, value: unknown): Point | null {
  const atMs = typeof time === 'number' ? time * 1000 : typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(atMs) || typeof value !== 'number' || !(value >= 0) ? null : { atMs, value };
}
