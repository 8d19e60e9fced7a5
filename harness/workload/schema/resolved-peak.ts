import { PEAK_FORMATS, type PeakSource } from '../../model/workload/peak.js';
import type { PeakRange } from '../../model/workload/workload.js';
import type { PeakFromFile, PeakQuestion } from '../peak/peak.js';
import { type Path, type Problem, problemAt, type Reading } from '../problem.js';
import type { IntervalValue } from '../readers/intervals.js';
import type { PeakFromFileSpec } from './peak.js';

/** The peak, however it was written. */
export interface ResolvedPeak {
  readonly perSecond: number;
  /** Null where it was written as one rate. */
  readonly range: PeakRange | null;
  /** Null where it was written. */
  readonly source: PeakSource | null;
}

export type ReadPeakFile = (question: PeakQuestion) => Reading<PeakFromFile>;

/** Reads the file of a peak that has one. */
export function resolvedPeak(
  written: IntervalValue | PeakFromFileSpec,
  read: ReadPeakFile,
): { readonly peak: ResolvedPeak } | { readonly problem: Problem } {
  if ('middle' in written) {
    const { middle, low, high, isInterval } = written;
    const range = isInterval ? { lowPerSecond: low, highPerSecond: high } : null;
    return { peak: { perSecond: middle, range, source: null } };
  }
  const format = PEAK_FORMATS.find((name) => written[name] !== undefined);
  const path: Path = format === undefined ? ['peak'] : ['peak', format];
  if (format === undefined)
    return { problem: problemAt(path, '`peak` names no file', `write one of ${PEAK_FORMATS.join(', ')}`) };
  const second = PEAK_FORMATS.find((name) => name !== format && written[name] !== undefined);
  if (second !== undefined)
    return { problem: problemAt(['peak', second], `\`peak\` has both ${format} and ${second}`, 'keep one of them') };
  const { take, growth, bucket, time, column, timeZone } = written;
  const reading = read({
    format,
    file: written[format]!,
    take,
    growth,
    bucketMs: bucket ?? null,
    time: time ?? null,
    column: column ?? null,
    timeZone,
  });
  if (!reading.ok) return { problem: problemAt(path, reading.wrong, reading.right) };
  return { peak: { perSecond: reading.value.perSecond, range: null, source: reading.value.source } };
}
