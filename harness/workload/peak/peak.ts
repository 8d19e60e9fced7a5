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
  const spanBuckets = Math.round((points.at(-1)!.atMs - points[0]!.atMs) / bucketMs) + 1;
  const percentiles = Array.from({ length: 101 }, (_, percent) => quantile(rates, percent / 100));
  const taken = { max: 1, p99: 0.99, p95: 0.95 }[take];
  return right({
    perSecond: quantile(rates, taken),
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

/** The smallest of which a share of the buckets is not above it. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)]!;
}

/** The width that is written, or the least distance of two; a file whose buckets are closer than written says something else. */
function bucketOf(points: readonly Point[], written: number | null): Reading<number> {
  if (points.length < 2) return wrong('it has fewer than two buckets', 'give at least a day, better two weeks');
  const least = points
    .slice(1)
    .reduce((min, { atMs }, place) => Math.min(min, atMs - points[place]!.atMs), Number.POSITIVE_INFINITY);
  if (written === null) return right(least);
  if (least < written - 1)
    return wrong(
      `its buckets are ${least / 1000} s apart, and bucket says ${written / 1000} s`,
      'leave bucket out, or give the file with that width',
    );
  return right(written);
}
