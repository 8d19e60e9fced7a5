import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shareAbove } from '../../model/workload/peak.js';
import { type PeakQuestion, peakOf } from './peak.js';

const CSV: PeakQuestion = {
  format: 'csv',
  file: 'requests.csv',
  take: 'max',
  growth: 1,
  bucketMs: null,
  time: null,
  column: null,
  timeZone: 'UTC',
};

const found = (text: string, changes: Partial<PeakQuestion> = {}) => {
  const reading = peakOf({ ...CSV, ...changes }, text);
  assert.ok(reading.ok, reading.ok ? '' : reading.wrong);
  return reading.value;
};
const refused = (text: string, changes: Partial<PeakQuestion> = {}) => {
  const reading = peakOf({ ...CSV, ...changes }, text);
  return reading.ok ? 'fine' : `${reading.wrong}: ${reading.right}`;
};

const minute = (n: number, count: number) => `${new Date(Date.UTC(2026, 2, 1, 0, n)).toISOString()},${count}`;
/** 1,200 to 1,799 requests a minute: 20 to 29.98/s. */
const RISING = Array.from({ length: 600 }, (_, n) => minute(n, 1200 + n)).join('\n');

describe('the peak of a CSV file', () => {
  it('is the most of its buckets, or of a share of them, times the growth', () => {
    const { perSecond, source } = found(RISING);
    assert.equal(perSecond, 1799 / 60);
    assert.deepEqual([source.bucketMs, source.buckets, source.missing], [60_000, 600, 0]);
    assert.equal(found(RISING, { growth: 1.2 }).perSecond, (1799 / 60) * 1.2);
    assert.equal(found(RISING, { take: 'p99' }).perSecond, (1200 + 593) / 60);
    assert.equal(found(RISING, { take: 'p95' }).perSecond, (1200 + 569) / 60);
  });

  it('is found in any order of rows, with a header and without, with named columns', () => {
    const shuffled = RISING.split('\n').toReversed().join('\r\n');
    assert.deepEqual(found(shuffled), found(RISING));
    assert.deepEqual(found(`\uFEFFtime,requests\n${RISING}\n`), found(RISING));
    const wide = 'when,errors,requests\n2026-03-01 00:00,1,60\n2026-03-01 00:01,2,120\n';
    assert.equal(found(wide, { time: 'when', column: 'requests' }).perSecond, 2);
    assert.match(refused(wide), /several columns of numbers.*column:/);
    assert.match(refused(wide, { column: 'hits' }), /no column hits: it has when, errors, requests/);
  });

  it('reads seconds and milliseconds since 1970, and times of a zone', () => {
    assert.equal(found('1772323200,60\n1772323260,120').source.bucketMs, 60_000);
    assert.equal(found('1772323200000,60\n1772323260000,120').source.bucketMs, 60_000);
    assert.equal(found('2026-03-01T00:00:00+01:00,1\n2026-02-28T23:01:00Z,5').source.buckets, 2);
    // An hour that the clocks of Berlin do not show, and one that they show twice.
    const berlin = { timeZone: 'Europe/Berlin' };
    assert.equal(found('2026-03-29 01:30,1\n2026-03-29 03:00,9', berlin).source.bucketMs, 30 * 60_000);
    const twice = ['02:00', '02:30', '02:00', '02:30', '03:00']
      .map((time, n) => `2026-10-25 ${time},${n + 1}`)
      .join('\n');
    const { source } = found(twice, berlin);
    assert.deepEqual([source.bucketMs, source.buckets, source.missing], [30 * 60_000, 5, 0]);
    assert.match(refused(twice), /line 3: its time was there before/);
  });

  it('counts gaps, and takes none of them for nothing', () => {
    const gap = [minute(0, 60), minute(1, 60), minute(5, 120), `${minute(6, 0).split(',')[0]},`].join('\n');
    const { source, perSecond } = found(gap);
    assert.deepEqual([source.buckets, source.missing, perSecond], [3, 3, 2]);
    assert.equal(source.percentiles[0], 1);
  });

  it('has the width of its buckets, which may be written', () => {
    assert.equal(found(RISING, { bucketMs: 60_000 }).perSecond, 1799 / 60);
    assert.match(refused(RISING, { bucketMs: 300_000 }), /60 s apart, and bucket says 300 s/);
    // Every fifth minute was kept.
    assert.equal(found([minute(0, 60), minute(5, 120)].join('\n'), { bucketMs: 60_000 }).perSecond, 2);
  });

  it('is refused where its buckets are of several widths, which would double its rates', () => {
    const between = `2026-03-01T00:02:30.000Z,1200\n${RISING}`;
    assert.match(refused(between), /mostly 60 s apart, and somewhere 30 s: give one row for each bucket/);
  });

  it('is a rate that could be written', () => {
    assert.match(refused(`${minute(0, 5)}\n2026-03-01T00:01:00Z,1e999`), /its peak is Infinity\/s/);
    const seldom = Array.from({ length: 100 }, (_, n) => minute(n, n === 50 ? 600 : 0)).join('\n');
    assert.equal(found(seldom).perSecond, 10);
    assert.match(refused(seldom, { take: 'p95' }), /\(take: p95\) has no requests: write take: max/);
  });

  it('is refused where it is none', () => {
    assert.match(refused(''), /no rows/);
    assert.match(refused('time,requests\n'), /no rows/);
    assert.match(refused(minute(0, 5)), /fewer than two buckets/);
    assert.match(refused(`${minute(0, 5)}\nyesterday,7`), /line 2: it has no time/);
    assert.match(refused(`${minute(0, 5)}\n${minute(1, 5)}x`), /line 2: it has no number/);
    assert.match(refused(`${minute(0, 0)}\n${minute(1, 0)}`), /no requests at all/);
    assert.match(refused(`${minute(0, -5)}\n${minute(1, 5)}`), /no time, or no number|no number/);
  });
});

const CLOUDWATCH = { format: 'cloudwatch' } as const;

describe('the peak of CloudWatch', () => {
  it('is the same of both commands, in any order, all load balancers together', () => {
    const times = [2, 0, 1].map((n) => new Date(Date.UTC(2026, 2, 1, 0, n)).toISOString());
    const statistics = {
      Label: 'RequestCount',
      Datapoints: times.map((Timestamp, n) => ({ Timestamp, Sum: [900, 300, 600][n], Unit: 'Count' })),
    };
    const result = (values: number[]) => ({
      Id: 'a',
      Label: 'RequestCount',
      Timestamps: times,
      Values: values,
      StatusCode: 'Complete',
    });
    const data = { MetricDataResults: [result([600, 300, 0]), result([300, 0, 600])] };
    const one = found(JSON.stringify(statistics), CLOUDWATCH);
    assert.equal(one.perSecond, 15);
    assert.deepEqual(found(JSON.stringify(data), CLOUDWATCH), one);
    assert.match(
      refused(JSON.stringify({ MetricDataResults: [{ ...result([1, 2, 3]), StatusCode: 'PartialData' }] }), CLOUDWATCH),
      /partial/,
    );
  });

  it('is refused where it is something else', () => {
    for (const text of [
      '{',
      '[]',
      '{}',
      '{"Datapoints":[{"Timestamp":"2026-03-01T00:00:00Z","Average":3}]}',
      '{"MetricDataResults":[{"Timestamps":["x"],"Values":[1]}]}',
    ]) {
      assert.match(refused(text, CLOUDWATCH), /get-metric-data/, text);
    }
  });
});

const PROMETHEUS = { format: 'prometheus' } as const;

describe('the peak of Prometheus', () => {
  it('is the highest rate, all series together', () => {
    const series = (...values: [number, string][]) => ({ metric: { pod: 'a' }, values });
    const answer = (...result: unknown[]) =>
      JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
    const text = answer(
      series([1772323200, '100.5'], [1772323260, '200'], [1772323320, 'NaN']),
      series([1772323260, '50']),
    );
    const { perSecond, source } = found(text, PROMETHEUS);
    assert.equal(perSecond, 250);
    assert.deepEqual([source.bucketMs, source.buckets], [60_000, 2]);
    assert.match(refused(answer(series([1772323200, '-5'], [1772323260, '7'])), PROMETHEUS), /below zero/);
    assert.match(refused('{"status":"success","data":{"resultType":"vector","result":[]}}', PROMETHEUS), /range query/);
    assert.match(refused(answer({ metric: {} }), PROMETHEUS), /not a time and a text/);
  });
});

describe('the share of the time above a rate', () => {
  it('is read from what was counted', () => {
    const { source } = found(RISING);
    assert.equal(shareAbove(source, 100), 0);
    assert.equal(shareAbove(source, 1), 1);
    const half = shareAbove(source, 1500 / 60);
    assert.ok(Math.abs(half - 0.5) < 0.01, `${half}`);
  });
});
