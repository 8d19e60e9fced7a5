import { isMapping, right, wrong } from '../problem.js';
import { parsed } from './cloudwatch.js';
import { addedUp, type PeakFormat, type Point } from './points.js';

const REMEDY =
  'give what /api/v1/query_range answered to sum(rate(http_requests_total[1m])), whose values are requests per second';

/** A matrix: pairs of a time in seconds and a rate, as a text; several series are added up. */
export const PROMETHEUS_FORMAT: PeakFormat = {
  remedy: REMEDY,
  read(text) {
    const json = parsed(text);
    const data = isMapping(json) && isMapping(json.data) ? json.data : null;
    if (data?.resultType !== 'matrix' || !Array.isArray(data.result))
      return wrong('it is not the answer to a range query', REMEDY);
    const pairs = data.result.flatMap((series: unknown) =>
      isMapping(series) && Array.isArray(series.values) ? (series.values as readonly unknown[]) : [null],
    );
    const points = pairs.map(pointOf);
    if (points.includes(null)) return wrong('a series has a value that is not a time and a text', REMEDY);
    const below = points.some((point) => point !== null && point.value < 0);
    if (below) return wrong('a series has a value below zero, which is no rate', REMEDY);
    // A rate over nothing is NaN: nothing was told of that moment.
    const told = points.filter((point): point is Point => point !== null && Number.isFinite(point.value));
    return right({ points: addedUp(told), unit: 'rate' });
  },
};

function pointOf(pair: unknown): Point | null {
  const [time, rate]: readonly unknown[] = Array.isArray(pair) ? pair : [];
  return typeof time === 'number' && typeof rate === 'string' ? { atMs: time * 1000, value: Number(rate) } : null;
}
