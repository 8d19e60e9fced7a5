import { type Reader, type Reading, right, wrong } from '../problem.js';
import { numberAndRest, tidy } from './numbers.js';

/** A value, or an interval of which every value is as likely. */
export interface IntervalValue {
  readonly low: number;
  readonly high: number;
  /** What stands between the dots, or the value itself. */
  readonly middle: number;
  readonly isInterval: boolean;
}

/** One value, or two with dots between them: `180000..240000/min`, of which the first may leave its unit to the second. */
export function readInterval(reader: Reader<number>): Reader<IntervalValue> {
  return (value) => {
    const ends = typeof value === 'string' ? value.split('..').map((end) => end.trim()) : [];
    if (ends.length > 2)
      return wrong('which has more than two ends', 'write an interval with two, such as 180000..240000/min');
    const [from, to] = ends;
    if (from !== undefined && to !== undefined) return readEnds(reader, from, to);
    const one = reader(value);
    return one.ok ? right({ low: one.value, high: one.value, middle: one.value, isInterval: false }) : one;
  };
}

function readEnds(reader: Reader<number>, from: string, to: string): Reading<IntervalValue> {
  const high = reader(to);
  if (!high.ok) return high;
  const hasUnit = numberAndRest(from)?.rest !== '';
  const low = reader(hasUnit ? from : `${from}${numberAndRest(to)?.rest ?? ''}`);
  if (!low.ok) return low;
  return low.value < high.value
    ? right({ low: low.value, high: high.value, middle: tidy((low.value + high.value) / 2), isInterval: true })
    : wrong('whose first end is not below its second', 'write the lower end first, or one value');
}
