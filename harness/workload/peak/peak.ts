import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileTrouble } from '../../model/file-mistake.js';
import type { PeakFormatName, PeakSource, PeakTake } from '../../model/workload/peak.js';
import { type Reading, right, wrong } from '../problem.js';
import { fileRemedy } from '../source/beside.js';
import { CLOUDWATCH_FORMAT } from './cloudwatch.js';
import { CSV_FORMAT } from './csv.js';
import type { PeakFormat, Point, ReadOptions } from './points.js';
import { PROMETHEUS_FORMAT } from './prometheus.js';

/** A new format is one file and one row. */
const FORMATS: Readonly<Record<PeakFormatName, PeakFormat>> = {
  csv: CSV_FORMAT,
  cloudwatch: CLOUDWATCH_FORMAT,
  prometheus: PROMETHEUS_FORMAT,
};

export interface PeakQuestion extends ReadOptions {
  readonly format: PeakFormatName;
  readonly file: string;
  readonly take: PeakTake;
  readonly growth: number;
  /** The width of a bucket; null takes that of the file. */
  readonly bucketMs: number | null;
}

export interface PeakFromFile {
  readonly perSecond: number;
  readonly source: PeakSource;
}

const MOST_BYTES = 100_000_000;
/** As for a peak that is written. */
const MOST_PER_SECOND = 1e9;

/** The peak of a file of counts; what is wrong begins with the file. */
export function readPeakFile(question: PeakQuestion): Reading<PeakFromFile> {
  const { file, format } = question;
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) return wrong(`there is no file ${file}`, fileRemedy(file, format === 'csv' ? 'CSV' : 'JSON'));
  if (stats.size > MOST_BYTES)
    return wrong(`${file} is ${Math.round(stats.size / 1e6)} MB long`, 'give fewer days, or wider buckets');
  try {
    const bytes = readFileSync(file);
    const peak = peakOf(question, bytes.toString('utf8'), createHash('sha256').update(bytes).digest('hex'));
    return peak.ok ? peak : wrong(`${file}: ${peak.wrong}`, peak.right);
  } catch (error) {
    return wrong(fileTrouble(file, 'read', error), 'give a file that can be read');
  }
}

/** The same of its text. */
export function peakOf(question: PeakQuestion, text: string, sha256 = ''): Reading<PeakFromFile> {
  const { format, file, take, growth } = question;
  const read = FORMATS[format].read(text.replace(/^\uFEFF/, ''), question);
  if (!read.ok) return read;
  const points = read.value.points.toSorted((a, b) => a.atMs - b.atMs);
  const bucket = bucketOf(points, question.bucketMs);
  if (!bucket.ok) return bucket;
  const bucketMs = bucket.value;
  const toRate = read.value.unit === 'rate' ? 1 : 1000 / bucketMs;
  const rates = points.map(({ value }) => value * toRate * growth).toSorted((a, b) => a - b);
  if (rates.at(-1) === 0) return wrong('it has no requests at all', FORMATS[format].remedy);
  const perSecond = quantile(rates, TAKEN[take]);
  const bound = boundsFlaw(perSecond, take);
  if (bound !== null) return bound;
  const spanBuckets = Math.round((points.at(-1)!.atMs - points[0]!.atMs) / bucketMs) + 1;
  const percentiles = Array.from({ length: 101 }, (_, percent) => quantile(rates, percent / 100));
  return right({
    perSecond,
    source: {
      format,
      file,
      sha256,
      take,
      growth,
      bucketMs,
      buckets: points.length,
      missing: Math.max(0, spanBuckets - points.length),
      percentiles,
    },
  });
}

/** A time that stands between two others would make a bucket of less than it is, and rates of more than they are. */
function evenWidth(widths: ReadonlyMap<number, number>, leastMs: number): Reading<number> {
  const [[usualMs, times] = [leastMs, 0]] = [...widths].toSorted(([, a], [, b]) => b - a);
  if (times <= widths.get(leastMs)!) return right(leastMs);
  const what = `its buckets are mostly ${usualMs / 1000} s apart, and somewhere ${leastMs / 1000} s`;
  return wrong(what, 'give one row for each bucket, all of one width');
}

const TAKEN = { max: 1, p99: 0.99, p95: 0.95 } as const;

/** More than may be written is no peak either, and nothing can be divided by none; null of any other. */
function boundsFlaw(perSecond: number, take: PeakTake): Reading<never> | null {
  if (perSecond > MOST_PER_SECOND)
    return wrong(`its peak is ${perSecond}/s`, 'give a file of requests: up to 1_000_000_000/s');
  if (perSecond > 0) return null;
  return wrong(`what is taken of its buckets (take: ${take}) has no requests`, 'write take: max');
}

/** The smallest of which a share of the buckets is not above it. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)]!;
}

/** The width that is written, or the least distance of two; a file whose buckets are closer than written says something else. */
function bucketOf(points: readonly Point[], written: number | null): Reading<number> {
  if (points.length < 2) return wrong('it has fewer than two buckets', 'give at least a day, better two weeks');
  const widths = new Map<number, number>();
  for (const [place, { atMs }] of points.slice(1).entries()) {
    const width = atMs - points[place]!.atMs;
    widths.set(width, (widths.get(width) ?? 0) + 1);
  }
  const least = [...widths.keys()].reduce((min, width) => Math.min(min, width));
  if (written === null) return evenWidth(widths, least);
  if (least < written - 1)
    return wrong(
      `its buckets are ${least / 1000} s apart, and bucket says ${written / 1000} s`,
      'leave bucket out, or give the file with that width',
    );
  return right(written);
}
