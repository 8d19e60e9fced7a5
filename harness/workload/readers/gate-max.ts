import { METRICS, type MetricName } from '../../model/workload/metrics.js';
import { type Reader, type Reading, right, wrong } from '../problem.js';
import { readShare } from './shares.js';
import { readDurationMs } from './units.js';

/** Reads the `max` of a gate in the unit of its metric: microseconds, milliseconds, a share or a plain number. */
export function readGateMax(metric: MetricName, value: unknown): Reading<number> {
  return READERS[METRICS[metric].unit](value);
}

const readCount: Reader<number> = (value) =>
  isNumber(value) ? right(value) : wrong('which is not a number', 'write a number, such as 0.05');

const READERS: Readonly<Record<(typeof METRICS)[MetricName]['unit'], Reader<number>>> = {
  'per-request': readCount,
  count: readCount,
  share: readShare,
  us: (value) => (isNumber(value) ? right(value) : time(value, 1000, 'a time such as 140us')),
  ms: (value) => (isNumber(value) ? right(value) : time(value, 1, 'a time such as 2.0ms')),
};

function time(value: unknown, perMs: number, example: string): Reading<number> {
  const reading = readDurationMs(value);
  return reading.ok ? right(Number((reading.value * perMs).toPrecision(13))) : wrong(reading.wrong, `write ${example}`);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
