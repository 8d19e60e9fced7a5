import { PEAK_FORMATS, PEAK_TAKES } from '../../model/workload/peak.js';
import { type Reader, right, wrong } from '../problem.js';
import { readPositive } from '../readers/plain.js';
import { readShare } from '../readers/shares.js';
import { choice, mapping, mappingOr, type Read, value } from './shapes.js';
import { duration, exactlyOne, rateInterval, text } from './values.js';

/** `1.2` or `120%`. */
const readFactor: Reader<number> = (input) =>
  typeof input === 'string' && input.includes('%') ? readShare(input) : readPositive(1000)(input);

const readTimeZone: Reader<string> = (input) => {
  try {
    if (typeof input === 'string')
      return right(new Intl.DateTimeFormat('en-US', { timeZone: input }).resolvedOptions().timeZone);
  } catch {
    // A name that nobody knows.
  }
  return wrong('which is not a time zone', 'write one such as Europe/Berlin or UTC');
};

const FILES = {
  csv: 'CSV file with a time and a number of requests in each row.',
  cloudwatch: 'JSON of CloudWatch: get-metric-data or get-metric-statistics of RequestCount, Sum.',
  prometheus: 'JSON of a Prometheus range query whose values are requests per second.',
} as const satisfies Record<(typeof PEAK_FORMATS)[number], string>;

const fromFile = mapping({
  csv: text(FILES.csv).optional(),
  cloudwatch: text(FILES.cloudwatch).optional(),
  prometheus: text(FILES.prometheus).optional(),
  take: choice(PEAK_TAKES).describe('What is taken of the buckets.').prefault('max'),
  growth: value(readFactor, { type: ['number', 'string'] }, 'By which it is multiplied, such as 1.2.').prefault(1),
  bucket: duration('1ms', '1440m', 'Width of a bucket; that of the file if left out.').optional(),
  time: text('CSV: column of the times; the first that holds one if left out.').optional(),
  column: text('CSV: column of the requests; the only one with numbers if left out.').optional(),
  timeZone: value(readTimeZone, { type: 'string' }, 'CSV: of times that name none.').prefault('UTC'),
}).meta(exactlyOne(...PEAK_FORMATS));

export type PeakFromFileSpec = Read<typeof fromFile>;

/** A rate, an interval of rates, or a file of what was counted. */
export const peak = mappingOr(
  fromFile,
  rateInterval({ least: '1/min' }, ''),
  'The rate that is planned for, across the whole fleet: one, an interval such as 180000..240000/min, or a file of counts.',
);
